(function () {
  "use strict";
  // What the scatter plot of the groups shows of the node that is pointed at: who it is, its score, its axial picture.
  // A click or a tap keeps it, with a link to the node's card. Text is only ever set as text, and attributes only from
  // what looks like a picture, a number or an outline.
  const SVG = "http://www.w3.org/2000/svg";
  const SIDE = 144;
  const store = document.getElementById("node-pictures");
  if (!store) return;
  let nodes = null;
  let tip = null;
  let kept = false;

  function entry(row) {
    nodes = nodes || JSON.parse(store.textContent);
    return Object.prototype.hasOwnProperty.call(nodes, row) ? nodes[row] : null;
  }

  function add(parent, name, text) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  function picture(found) {
    const [image, columns, rows, wide, high, path] = found.slice(2);
    const right = [columns, rows, wide, high].every(function (size) { return Number.isFinite(size) && size > 0; });
    if (!right || !/^[A-Za-z0-9+/=]+$/.test(image) || !/^[Mhvz0-9 -]*$/.test(path)) return null;
    const unit = SIDE / Math.max(columns * wide, rows * high);
    const width = columns * wide * unit, height = rows * high * unit;
    const left = (SIDE - width) / 2, top = (SIDE - height) / 2;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "picture drawing");
    svg.setAttribute("viewBox", "0 0 " + SIDE + " " + SIDE);
    svg.setAttribute("aria-hidden", "true");
    const ct = document.createElementNS(SVG, "image");
    const places = { href: "data:image/webp;base64," + image, x: left, y: top, width: width, height: height,
                     preserveAspectRatio: "none" };
    for (const name of Object.keys(places)) ct.setAttribute(name, places[name]);
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    line.setAttribute("transform", "translate(" + left + " " + top + ") scale(" + wide * unit + " " + high * unit + ")");
    svg.append(ct, line);
    return svg;
  }

  function hide() {
    if (tip) tip.remove();
    tip = null;
    kept = false;
  }

  function beside(plot, event) {
    // Within the figure, so that it scrolls with it, and on the side of the pointer where there is room.
    const box = tip.parentElement.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    const room = x + 16 + tip.offsetWidth <= box.width;
    const left = room ? x + 16 : x - 16 - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(left, box.width - tip.offsetWidth)) + "px";
    tip.style.top = Math.max(0, Math.min(y - tip.offsetHeight / 2, box.height - tip.offsetHeight)) + "px";
  }

  function show(plot, data) {
    const point = data.points[0];
    const row = point.customdata && String(point.customdata[0]);
    const found = entry(row);
    if (!found || !data.event) return null;
    hide();
    tip = add(plot.closest("figure") || plot.parentElement, "div");
    tip.className = "nodetip";
    const drawn = found.length > 2 ? picture(found) : null;
    if (drawn) tip.append(drawn);
    else add(tip, "p", "no picture");
    add(add(tip, "p"), "b", found[0]);
    add(tip, "p", found[1]);
    beside(plot, data.event);
    return row;
  }

  function keep(plot, data) {
    const row = show(plot, data);
    if (row === null) return;
    kept = true;
    tip.classList.add("kept");
    const card = document.getElementById("card-" + row);
    if (card) {
      const link = add(tip, "a", "See its card");
      link.href = "#card-" + row;
      link.addEventListener("click", function () {
        // Not every browser unfolds what a link leads into.
        for (let part = card.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
      });
    }
    const close = add(tip, "button", "Close");
    close.type = "button";
    close.addEventListener("click", hide);
    beside(plot, data.event);
  }

  function listen(plot) {
    if (plot.id !== "plot-groups" || !plot.on || plot.dataset.hover) return;
    plot.dataset.hover = "1";
    plot.on("plotly_hover", function (data) { if (!kept) show(plot, data); });
    plot.on("plotly_unhover", function () { if (!kept) hide(); });
    plot.on("plotly_click", function (data) { keep(plot, data); });
    plot.on("plotly_relayouting", hide);
  }

  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("nodecluster:drawn", function (event) { if (event.target.id) listen(event.target); });
  const early = document.getElementById("plot-groups");
  if (early) listen(early);
})();
