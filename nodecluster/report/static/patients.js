// The filter of the patients' table: words that a row must hold, and only those that the prediction got wrong.
(function () {
  "use strict";
  const place = document.getElementById("patients-filter");
  if (!place) return;
  const rows = Array.from(document.querySelectorAll("#patients-table tbody tr"));
  const words = document.getElementById("patients-words");
  const wrong = document.getElementById("patients-wrong");
  const said = document.getElementById("patients-said");

  function filter() {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const kept = wanted.every(function (word) { return text.includes(word); });
      row.hidden = !kept || Boolean(wrong && wrong.checked && row.dataset.outcome !== "wrong");
      if (!row.hidden) shown++;
    }
    said.textContent = shown + " of " + rows.length + " patients shown";
  }

  words.addEventListener("input", filter);
  if (wrong) wrong.addEventListener("change", filter);
  place.hidden = false;
})();
