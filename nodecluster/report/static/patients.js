// The filter of the patients' table: words that a row must hold, and only those that the prediction got wrong.
(function () {
  "use strict";
  const place = document.getElementById("patients-filter");
  if (!place) return;
  const rows = Array.from(document.querySelectorAll("#patients-table tbody tr"));
  // What a row says of its patient, without the cells that lead elsewhere.
  const texts = rows.map(function (row) {
    const cells = Array.from(row.cells).filter(function (cell) { return !cell.querySelector("a, button, [data-atlas-patient]"); });
    return cells.map(function (cell) { return cell.textContent; }).join(" ").toLowerCase();
  });
  const words = document.getElementById("patients-words");
  const wrong = document.getElementById("patients-wrong");
  const said = document.getElementById("patients-said");

  function filter() {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach(function (row, place) {
      const kept = wanted.every(function (word) { return texts[place].includes(word); });
      row.hidden = !kept || Boolean(wrong && wrong.checked && row.dataset.outcome !== "wrong");
      if (!row.hidden) shown++;
    });
    said.textContent = shown + " of " + rows.length + " patients shown";
  }

  words.addEventListener("input", filter);
  if (wrong) wrong.addEventListener("change", filter);
  place.hidden = false;
})();
