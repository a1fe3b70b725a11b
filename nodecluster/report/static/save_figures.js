(function () {
  "use strict";
  // Every figure can be saved as it is on a light page: as SVG that needs no style sheet, and as PNG.
  const shared = window.nodecluster;
  const XLINK = "http://www.w3.org/1999/xlink";
  const SVG = "http://www.w3.org/2000/svg";
  const SCALE = 3;
  const EDGE = 8; // px of white around
  const INHERITED = [
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "paint-order",
  ];
  const OWN = { opacity: "1", "stop-color": "rgb(0, 0, 0)", "dominant-baseline": "auto" };

  // The custom properties of the page in light, whatever the reader's screen is now.
  function light() {
    const found = new Map();
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (rule.selectorText !== ":root") continue;
        for (const name of rule.style) if (name.startsWith("--")) found.set(name, rule.style.getPropertyValue(name));
      }
    }
    return found;
  }

  // Old programs know colours as #rrggbb only.
  function colour(value) {
    const parts = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(value);
    if (!parts) return [value, null];
    const hex = parts.slice(1, 4).map(function (part) { return Number(part).toString(16).padStart(2, "0"); }).join("");
    return ["#" + hex, parts[4] || null];
  }

  function write(part, name, value) {
    const [plain, opacity] = /^(fill|stroke|stop-color)$/.test(name) ? colour(value) : [value, null];
    part.setAttribute(name, plain);
    if (opacity !== null && !part.hasAttribute(name + "-opacity")) part.setAttribute(name + "-opacity", opacity);
  }

  // Looks that come from the style sheet become attributes, from the inside out: what is written on a part changes
  // what those within it inherit. Values are read before any is written.
  function inline(root) {
    const looks = new Map();
    for (const part of [root, ...root.querySelectorAll("*")]) {
      const style = getComputedStyle(part);
      looks.set(part, new Map([...INHERITED, ...Object.keys(OWN), "display"].map(function (name) {
        return [name, style.getPropertyValue(name)];
      })));
    }
    for (const [part, look] of looks) {
      if (part !== root && look.get("display") === "none" && !part.closest("defs")) {
        part.remove();
        continue;
      }
      const around = part === root ? null : looks.get(part.parentElement);
      for (const name of INHERITED) {
        if (!around || look.get(name) !== around.get(name) || part.hasAttribute(name)) write(part, name, look.get(name));
      }
      for (const name of Object.keys(OWN)) if (look.get(name) !== OWN[name]) write(part, name, look.get(name));
      part.removeAttribute("class");
      part.removeAttribute("style");
      if (part.hasAttribute("href")) part.setAttributeNS(XLINK, "xlink:href", part.getAttribute("href"));
    }
  }

  function add(root, name, attributes, words) {
    const made = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (words) made.textContent = words;
    root.prepend(made);
  }

  // The picture as a file, with its size in px.
  function svg(figure) {
    const still = figure.querySelector(".still");
    const drawn = still.querySelector("svg");
    const copy = drawn.cloneNode(true);
    for (const [name, value] of light()) copy.style.setProperty(name, value);
    copy.style.setProperty("color-scheme", "light");
    copy.style.setProperty("color", "var(--ink)");
    // Beside the original, so that the same rules of the style sheet reach it.
    drawn.after(copy);
    inline(copy);
    copy.remove();
    const box = drawn.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    const [left, top] = [box[0] - EDGE, box[1] - EDGE];
    const [width, height] = [box[2] + 2 * EDGE, box[3] + 2 * EDGE];
    copy.setAttribute("viewBox", [left, top, width, height].join(" "));
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.removeAttribute("aria-hidden");
    add(copy, "rect", { x: left, y: top, width: width, height: height, fill: "#ffffff", stroke: "none" });
    add(copy, "desc", {}, still.getAttribute("aria-label"));
    add(copy, "title", {}, caption(figure));
    return { text: new XMLSerializer().serializeToString(copy), width: width, height: height };
  }

  function png(figure) {
    const made = svg(figure);
    const image = new Image();
    image.onload = function () {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(SCALE * made.width);
      canvas.height = Math.round(SCALE * made.height);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      shared.savePng(name(figure), canvas.toDataURL("image/png"));
    };
    // The policy allows images as data, not as blobs.
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.text);
  }

  function caption(figure) {
    const found = figure.querySelector("figcaption");
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "figure";
  }

  // Its first sentence, as a name.
  function short(figure) {
    return caption(figure).split(/[.:;](?= |$)/)[0].slice(0, 90).trim();
  }

  function name(figure) {
    const place = figure.querySelector(".plot");
    return shared.under(figure) + "-" + (place ? place.id.replace(/^plot-/, "") : short(figure));
  }

  for (const figure of document.querySelectorAll("figure.figure")) {
    const words = "Save the figure ‘" + short(figure) + "’ as ";
    const vector = shared.button("SVG", words + "SVG", function () {
      const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
      shared.saveText(name(figure), "svg", head + svg(figure).text, "image/svg+xml");
    });
    const pixels = shared.button("PNG", words + "PNG", function () { png(figure); });
    figure.append(shared.bar([vector, pixels]));
  }
})();
