// The atlas: picks a patient, draws its nodes, turns them by mouse, buttons and keys.
(function () {
  "use strict";
  const store = document.getElementById("atlas-data");
  if (!store) return;
  const { camera, hidden, moved } = window.nodecluster.camera;
  const { layout, model, plain, told, traces } = window.nodecluster.scene;
  const by = function (id) { return document.getElementById(id); };
  const section = by("atlas");
  const plot = by("atlas-plot");
  const choice = by("atlas-patient");
  const list = by("atlas-nodes");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const config = { displayModeBar: false, responsive: true, scrollZoom: false, plotlyServerURL: "", showSendToCloud: false };
  const STEP = Math.PI / 12;
  let data = null; // read when it is first needed
  let made = null; // the surfaces of the patient on show
  let now = null; // the camera
  let view = "front";
  let drawn = false;
  const look = { by: "group", chosen: null, close: true, range: 1 };

  function webgl() {
    try {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("webgl");
      const lose = context && context.getExtension("WEBGL_lose_context");
      if (lose) lose.loseContext(); // browsers keep only a few at a time
      return Boolean(context);
    } catch (error) {
      return false;
    }
  }

  // Plotly's colours in 3-D are numbers, not CSS: they are read from the page each time.
  function colours() {
    const style = getComputedStyle(document.documentElement);
    const found = {};
    for (const name of ["ink", "quiet", "ground", "raised", "line", "group1", "group2"]) {
      found[name] = style.getPropertyValue("--" + name).trim();
    }
    const red = parseInt(found.ground.slice(1, 3), 16);
    found.dark = red < 128;
    return found;
  }

  function aspect() {
    return plot.clientWidth / Math.max(plot.clientHeight, 1);
  }

  function draw() {
    const shades = colours();
    look.range = data.range || 1;
    drawn = true;
    return window.Plotly.react(plot, traces(made, look, now, shades), layout(made, look, now, shades), config);
  }

  // Remember where the camera is, and draw again where letters that would stand in the way go, or come back.
  function follow(next) {
    const before = String(hidden(now));
    now = next;
    if (String(hidden(now)) === before) return false;
    draw();
    return true;
  }

  function aim(next) {
    if (!follow(next)) window.Plotly.relayout(plot, { "scene.camera": next });
  }

  function face(name) {
    view = name;
    for (const button of section.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    }
    aim(camera(made, view, look.close, aspect()));
  }

  function turn(right, up, factor) {
    for (const button of section.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", "false");
    aim(moved(now, right * STEP, up * STEP, factor));
  }

  function element(name, text, kind) {
    const found = document.createElement(name);
    found.textContent = text;
    if (kind) found.className = kind;
    return found;
  }

  function choose(index) {
    look.chosen = look.chosen === index ? null : index;
    mark();
    draw();
  }

  function mark() {
    Array.from(list.querySelectorAll("button")).forEach(function (button, index) {
      button.setAttribute("aria-pressed", String(index === look.chosen));
    });
  }

  function count(nodes, group) {
    return nodes.filter(function (node) { return node.g === group; }).length;
  }

  function summary(patient) {
    const nodes = patient.nodes;
    const parts = [nodes.length + (nodes.length === 1 ? " node" : " nodes")];
    if (nodes.some(function (node) { return node.g !== null; })) parts.push(count(nodes, 2) + " in group 2");
    if (patient.outcome) parts.push("prediction " + patient.outcome);
    return parts.join(", ");
  }

  function fillList(patient) {
    list.replaceChildren();
    patient.nodes.forEach(function (node, index) {
      const button = element("button", "");
      button.type = "button";
      button.append(element("span", String(index + 1), "number"), element("span", "", node.g ? "dot group" + node.g : "dot"));
      const words = element("span", node.id, "name");
      button.append(words, element("span", told(node).join(" · "), "told"));
      button.addEventListener("click", function () { choose(index); });
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    });
    mark();
  }

  function show(id) {
    const patient = data.patients.find(function (each) { return each.id === id; });
    if (!patient) return;
    choice.value = String(data.patients.indexOf(patient));
    made = model(patient);
    look.chosen = null;
    by("atlas-name").textContent = "Patient " + patient.id;
    by("atlas-summary").textContent = summary(patient);
    plot.setAttribute("aria-label", "3-D view of patient " + patient.id + ": " + summary(patient) + ". Arrow keys turn it, plus and minus zoom.");
    by("atlas-previous").disabled = patient === data.patients[0];
    by("atlas-next").disabled = patient === data.patients[data.patients.length - 1];
    fillList(patient);
    now = camera(made, view, look.close, aspect());
    draw().catch(lost);
  }

  function beside(step) {
    const next = data.patients[Number(choice.value) + step];
    if (next) show(next.id);
  }

  // Once: read the data, fill the choice, draw the first patient.
  function open() {
    if (data) return true;
    const working = Boolean(window.Plotly) && webgl();
    by("atlas-none").hidden = working;
    if (!working) return false;
    data = JSON.parse(store.textContent);
    data.patients.forEach(function (patient, index) {
      const option = element("option", patient.id + (patient.outcome === "wrong" ? " (wrong)" : ""));
      option.value = String(index);
      choice.append(option);
    });
    by("atlas-view").hidden = false;
    try {
      show(data.first);
      listen();
    } catch {
      return lost();
    }
    section.classList.add("drawn"); // the still picture is for paper now
    return true;
  }

  // A view that cannot be drawn gives way to the still pictures.
  function lost() {
    by("atlas-view").hidden = true;
    by("atlas-none").hidden = false;
    section.classList.remove("drawn");
    return false;
  }

  function keys(event) {
    const ways = {
      ArrowLeft: [-1, 0, 1], ArrowRight: [1, 0, 1], ArrowUp: [0, 1, 1], ArrowDown: [0, -1, 1],
      "+": [0, 0, 0.85], "=": [0, 0, 0.85], "-": [0, 0, 1 / 0.85],
    };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    turn(way[0], way[1], way[2]);
  }

  function listen() {
    plot.on("plotly_relayout", function (change) {
      if (change["scene.camera"]) follow(change["scene.camera"]);
    });
    plot.on("plotly_click", function (event) {
      const index = event.points[0].curveNumber;
      if (index < made.nodes.length) choose(index);
    });
    plot.addEventListener("keydown", keys);
    // The wheel scrolls the page, unless somebody is at work in here.
    plot.addEventListener("wheel", function (event) {
      if (!plot.contains(document.activeElement)) return;
      event.preventDefault();
      turn(0, 0, event.deltaY > 0 ? 1.08 : 1 / 1.08);
    }, { passive: false });
    plot.addEventListener("pointerdown", function () { plot.focus({ preventScroll: true }); });
    choice.addEventListener("change", function () { beside(0); });
    by("atlas-previous").addEventListener("click", function () { beside(-1); });
    by("atlas-next").addEventListener("click", function () { beside(1); });
    by("atlas-save").addEventListener("click", save);
    for (const button of section.querySelectorAll("[data-view]")) {
      button.addEventListener("click", function () { face(button.dataset.view); });
    }
    for (const button of section.querySelectorAll("[data-turn]")) {
      const way = button.dataset.turn.split(" ").map(Number);
      button.addEventListener("click", function () { turn(way[0], way[1], way[2]); });
    }
    for (const input of section.querySelectorAll("input[name=atlas-colour]")) {
      input.addEventListener("change", function () {
        look.by = input.value;
        draw();
      });
    }
    by("atlas-whole").addEventListener("change", function (event) {
      look.close = !event.target.checked;
      now = camera(made, view, look.close, aspect());
      draw();
    });
    const again = function () { draw(); };
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-theme"] });
  }

  function save() {
    const patient = made.patient;
    const shades = colours();
    const sheet = layout(made, look, now, shades);
    const title = { text: "", x: 0.02, xanchor: "left", y: 0.98, yanchor: "top", font: { size: 15 } };
    title.text = plain("Patient " + patient.id + ": " + summary(patient));
    Object.assign(sheet, { paper_bgcolor: shades.ground, title: title });
    const size = { format: "svg", width: plot.clientWidth, height: plot.clientHeight };
    // Plotly's own way to a PNG is an address that the page's policy forbids; an SVG with data in it is not.
    const picture = { data: traces(made, look, now, shades), layout: sheet, config: config };
    window.Plotly.toImage(picture, size).then(function (url) {
      const image = new Image();
      image.addEventListener("load", function () {
        const canvas = document.createElement("canvas");
        canvas.width = 2 * size.width;
        canvas.height = 2 * size.height;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        const link = element("a", "");
        link.href = canvas.toDataURL("image/png");
        link.download = "atlas-" + patient.id.replace(/[^\w.-]+/g, "_") + ".png";
        link.click();
      });
      image.src = url;
    });
  }

  // Every place that names a patient of the atlas gets a button that shows it there.
  function offer() {
    for (const place of document.querySelectorAll("[data-atlas-patient]")) {
      const button = element("button", "Show in atlas", "to-atlas");
      button.type = "button";
      button.setAttribute("aria-label", "Show patient " + place.dataset.atlasPatient + " in the atlas");
      button.addEventListener("click", function () {
        section.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
        if (!open()) return;
        show(place.dataset.atlasPatient);
        plot.focus({ preventScroll: true });
      });
      place.append(button);
    }
  }

  offer();
  document.documentElement.classList.add("atlas-offered");
  new IntersectionObserver(function (seen, observer) {
    if (!seen.some(function (each) { return each.isIntersecting; })) return;
    observer.disconnect();
    open();
  }, { rootMargin: "600px" }).observe(section);
})();
