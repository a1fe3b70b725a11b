(function () {
  "use strict";
  // Every table can be saved as CSV: what is shown of it, row by row, cells that span several written out.
  const shared = window.nodecluster;
  // As nodecluster/sheets/cells.py: what a spreadsheet would take for a formula, but for numbers as they are printed.
  const FORMULA = /^\s*([=@]|[+-].*\w)/su;
  const PRINTED = /^[+-][0-9.,]+([eE][+-]?[0-9]+)?( ?%)?( \([-0-9.,% ]*( to [-0-9.,% ]*)?\))?$/;
  const INSET = /\bdepth([1-6])\b/;

  function text(cell) {
    const copy = cell.cloneNode(true);
    for (const part of copy.querySelectorAll("svg, [aria-hidden='true'], button, select, input")) part.remove();
    // A typeset minus is one that a spreadsheet does not read.
    const words = copy.textContent.replace(/\s+/g, " ").trim().replace(/\u2212(?=[0-9.])/g, "-");
    const depth = INSET.exec(cell.className);
    return (depth ? "  ".repeat(Number(depth[1])) : "") + words;
  }

  // The cells of rows as a grid; a cell that spans rows stands in each, one that spans columns in the first, or in all.
  function grid(rows, everywhere) {
    const found = rows.map(function () { return []; });
    rows.forEach(function (row, y) {
      let x = 0;
      for (const cell of row.cells) {
        while (found[y][x] !== undefined) x++;
        const words = text(cell);
        for (let down = 0; down < cell.rowSpan && y + down < rows.length; down++) {
          for (let right = 0; right < cell.colSpan; right++) {
            found[y + down][x + right] = right && !everywhere ? "" : words;
          }
        }
        x += cell.colSpan;
      }
    });
    return found;
  }

  function heads(rows) {
    const found = grid(rows, true);
    const count = Math.max(0, ...found.map(function (row) { return row.length; }));
    return Array.from({ length: count }, function (_, x) {
      return [...new Set(found.map(function (row) { return row[x] || ""; }))].filter(Boolean).join(": ");
    });
  }

  function quoted(words) {
    const kept = FORMULA.test(words) && !PRINTED.test(words.trim()) ? "'" + words : words;
    return '"' + kept.replace(/"/g, '""') + '"';
  }

  function csv(table) {
    const head = table.tHead ? Array.from(table.tHead.rows) : [];
    const rest = Array.from(table.rows).filter(function (row) { return !head.includes(row) && !row.hidden; });
    const names = heads(head);
    const body = grid(rest, false);
    // A column of drawings only holds no words.
    const kept = names.map(function (_, x) { return !body.length || body.some(function (row) { return row[x]; }); });
    const lines = [names, ...body].map(function (row) {
      return kept.map(function (keep, x) { return keep ? quoted(row[x] || "") : null; }).filter(function (cell) { return cell !== null; });
    });
    // The mark in front tells spreadsheets that it is UTF-8.
    return "\ufeff" + lines.map(function (line) { return line.join(",") + "\r\n"; }).join("");
  }

  for (const table of document.querySelectorAll(".scroll > table")) {
    const caption = table.caption ? text(table.caption) : "table";
    const save = shared.button("CSV", "Save the table ‘" + caption + "’ as CSV", function () {
      shared.saveText(shared.under(table) + "-" + caption, "csv", csv(table), "text/csv;charset=utf-8");
    });
    table.after(shared.bar([save]));
  }
})();
