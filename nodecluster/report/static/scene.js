// What plotly draws of a patient: traces and layout. No page, but the colours that it is given.
(function () {
  "use strict";
  const { decode, surface } = window.nodecluster.surface;
  const { bounds, grown, hidden, length, middle, near, point, union } = window.nodecluster.camera;
  const PASSES = 6;
  const GREY = "#c9ccd1";
  // Plotly reads a small HTML of its own in labels: text stays text.
  function plain(text) {
    return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  // Return a node in words, a line each; those that are not known are left out.
  function told(node) {
    const lines = [];
    if (node.g !== null) lines.push("group " + node.g);
    if (node.t !== null) lines.push("score " + node.t);
    if (node.l !== null) lines.push(node.l ? "label: metastatic" : "label: non-metastatic");
    if (node.mm3 !== null) lines.push(node.mm3.toLocaleString("en-GB") + " mm³");
    return lines;
  }

  // Move a surface so that the patient's middle is at 0: plotly's light goes astray far from it.
  function centred(mesh, origin) {
    [mesh.x, mesh.y, mesh.z].forEach(function (values, axis) {
      for (let at = 0; at < values.length; at++) values[at] -= origin[axis];
    });
    return mesh;
  }

  // Return lines along a surface where planes across z cut it, so many mm apart: a body of glass shows its form.
  function rings(mesh, apart) {
    const made = { x: [], y: [], z: [] };
    const [low, high] = bounds(mesh)[2];
    const corners = function (t) { return [mesh.i[t], mesh.j[t], mesh.k[t]]; };
    for (let t = 0; t < mesh.i.length; t++) {
      const heights = corners(t).map(function (v) { return mesh.z[v]; });
      const top = Math.max.apply(null, heights);
      let plane = Math.ceil(Math.min.apply(null, heights) / apart) * apart;
      for (; plane <= top; plane += apart) {
        if (plane - low < apart / 3 || high - plane < apart / 3) continue; // the ends are flat, and full of lines
        const ends = [];
        for (let edge = 0; edge < 3; edge++) {
          const a = corners(t)[edge];
          const b = corners(t)[(edge + 1) % 3];
          if (mesh.z[a] < plane === mesh.z[b] < plane) continue;
          const share = (plane - mesh.z[a]) / (mesh.z[b] - mesh.z[a]);
          ends.push([mesh.x[a] + share * (mesh.x[b] - mesh.x[a]), mesh.y[a] + share * (mesh.y[b] - mesh.y[a])]);
        }
        if (ends.length < 2) continue;
        made.x.push(ends[0][0], ends[1][0], null);
        made.y.push(ends[0][1], ends[1][1], null);
        made.z.push(plane, plane, null);
      }
    }
    return made;
  }

  // Return the surfaces of a patient and the boxes around them, mm from the patient's middle.
  function model(patient) {
    const made = function (shape) {
      return surface(decode(shape.b, shape.n), shape.n, shape.o, shape.s, PASSES);
    };
    const nodes = patient.nodes.map(made);
    const body = patient.body ? made(patient.body) : null;
    const all = nodes.concat(body ? [body] : []);
    const origin = middle(union(all.map(bounds)));
    for (const mesh of all) centred(mesh, origin);
    const boxes = nodes.map(bounds);
    const inner = union(boxes);
    const whole = grown(union(all.map(bounds)), body ? 14 : 10);
    // One unit of plotly's camera is the longest side of the box.
    const unit = Math.max.apply(null, whole.map(length));
    const lines = body ? rings(body, 30) : null;
    return { patient, nodes, boxes, body, lines, inner, whole, unit };
  }

  // Return the letters of the patient's sides, at the edges of what is looked at.
  function letters(made, look, from, colours) {
    const box = look.close ? near(made) : made.whole;
    const centre = middle(box);
    const trace = { x: [], y: [], z: [], text: [] };
    const gone = hidden(from);
    const shades = [];
    ["RL", "AP", "IS"].forEach(function (pair, axis) {
      for (const side of [0, 1]) {
        const at = centre.slice();
        at[axis] = box[axis][side] * 0.96 + centre[axis] * 0.04;
        trace.x.push(at[0]);
        trace.y.push(at[1]);
        trace.z.push(at[2]);
        trace.text.push(pair[side]);
        shades.push(gone[axis] ? "rgba(0,0,0,0)" : colours.quiet); // plotly draws text that comes and goes too small
      }
    });
    const font = { size: 15, color: shades, family: "system-ui, sans-serif" };
    return Object.assign(trace, { type: "scatter3d", mode: "text", textfont: font, hoverinfo: "skip", showlegend: false });
  }

  // Return a scale: lines below what is looked at and as far away as its middle, for what is nearer looks longer; but
  // none along the line of sight. Below an axial view is the patient's back.
  function ruler(made, look, from, colours) {
    const box = look.close ? near(made) : made.whole;
    const gone = hidden(from);
    const below = gone[2] ? 1 : 2;
    const centre = middle(box);
    centre[below] = box[below][below === 1 ? 1 : 0];
    const drawn = [0, 1, 2].filter(function (axis) { return axis !== below && !gone[axis]; });
    const mm = drawn.every(function (axis) { return length(box[axis]) >= 50; }) ? 50 : 10;
    const trace = { type: "scatter3d", mode: "lines+text", x: [], y: [], z: [], text: [], hoverinfo: "skip", showlegend: false, name: "scale" };
    const add = function (at, text) {
      trace.x.push(at ? at[0] : null);
      trace.y.push(at ? at[1] : null);
      trace.z.push(at ? at[2] : null);
      trace.text.push(text);
    };
    for (const axis of drawn) {
      for (const side of [-1, 0, 1]) {
        const at = centre.slice();
        at[axis] += (side * mm) / 2;
        add(at, side === 0 && axis === drawn[0] ? mm + " mm" : "");
      }
      add(null, "");
    }
    trace.line = { color: colours.ink, width: 3 };
    trace.textfont = { size: 12, color: colours.quiet, family: "system-ui, sans-serif" };
    trace.textposition = "bottom center";
    return trace;
  }

  // Return the marker of the chosen node: three lines that meet in its middle, and its number.
  function marker(made, chosen, colours) {
    const trace = { type: "scatter3d", mode: "lines+text", x: [], y: [], z: [], text: [], hoverinfo: "skip", showlegend: false };
    trace.line = { color: colours.ink, width: 3 };
    trace.textfont = { size: 14, color: colours.ink, family: "system-ui, sans-serif" };
    trace.textposition = "top center";
    if (chosen === null) return trace;
    const box = made.boxes[chosen];
    const centre = middle(box);
    const add = function (at, text) {
      trace.x.push(at ? at[0] : null);
      trace.y.push(at ? at[1] : null);
      trace.z.push(at ? at[2] : null);
      trace.text.push(text);
    };
    for (let axis = 0; axis < 3; axis++) {
      for (const side of [0, 1]) {
        for (const gap of [3, 15]) {
          const at = centre.slice();
          at[axis] = box[axis][side] + (side ? gap : -gap);
          add(at, axis === 2 && side === 1 && gap === 15 ? String(chosen + 1) : "");
        }
        add(null, "");
      }
    }
    return trace;
  }

  // Plotly takes the place of the light as one on the screen; this one is above the viewer's left shoulder, and comes
  // along as the patient is turned.
  const LIGHT = { x: 0.5, y: -1, z: 1.002 };
  const SOFT = { ambient: 0.62, diffuse: 0.62, specular: 0.16, roughness: 0.75, fresnel: 0.12 };
  const FAINT = { ambient: 0.9, diffuse: 0.25, specular: 0.02, roughness: 1, fresnel: 0.05 };

  function colour(node, colours) {
    return node.g === 2 ? colours.group2 : node.g === 1 ? colours.group1 : colours.quiet;
  }

  function scale(colours) {
    return [[0, colours.group1], [0.5, GREY], [1, colours.group2]];
  }

  function nodeTrace(made, index, look, colours) {
    const node = made.patient.nodes[index];
    const mesh = made.nodes[index];
    const faded = look.chosen !== null && look.chosen !== index;
    const trace = {
      type: "mesh3d", x: mesh.x, y: mesh.y, z: mesh.z, i: mesh.i, j: mesh.j, k: mesh.k,
      lighting: SOFT, lightposition: LIGHT,
      opacity: faded ? 0.55 : 1, hoverlabel: { namelength: 0 },
      hovertemplate: ["<b>" + plain(node.id) + "</b>"].concat(told(node).map(plain)).join("<br>") + "<extra></extra>",
      name: node.g === null ? "no group" : "group " + node.g,
    };
    if (look.by === "score" && node.v !== null) {
      trace.intensity = new Float32Array(mesh.x.length).fill(node.v);
      trace.coloraxis = "coloraxis";
    } else {
      trace.color = look.by === "score" ? colours.quiet : colour(node, colours);
      // One entry a group: its first node stands for it. Without groups there is nothing to tell apart.
      const nodes = made.patient.nodes;
      const grouped = nodes.some(function (other) { return other.g !== null; });
      const first = nodes.findIndex(function (other) { return other.g === node.g; }) === index;
      trace.showlegend = look.by === "group" && grouped && first;
      trace.legendrank = node.g || 3;
    }
    return trace;
  }

  function bodyTrace(made, colours) {
    const mesh = made.body;
    return {
      type: "mesh3d", x: mesh.x, y: mesh.y, z: mesh.z, i: mesh.i, j: mesh.j, k: mesh.k,
      color: colours.quiet, opacity: colours.dark ? 0.13 : 0.1, lighting: FAINT, lightposition: LIGHT,
      hoverinfo: "skip", showlegend: false, name: "body",
    };
  }

  function ringTrace(made, colours) {
    return {
      type: "scatter3d", mode: "lines", x: made.lines.x, y: made.lines.y, z: made.lines.z, connectgaps: false,
      line: { color: colours.quiet, width: 1 }, opacity: 0.45, hoverinfo: "skip", showlegend: false, name: "body",
    };
  }

  // Return all traces. look: by ("group" or "score"), chosen (a node's place or null), range (of the scores),
  // close (at the nodes, not at the whole body).
  function traces(made, look, from, colours) {
    const nodes = made.nodes.map(function (_, index) { return nodeTrace(made, index, look, colours); });
    const body = made.body ? [bodyTrace(made, colours), ringTrace(made, colours)] : [];
    return nodes.concat(body, [letters(made, look, from, colours), ruler(made, look, from, colours), marker(made, look.chosen, colours)]);
  }

  function layout(made, look, from, colours) {
    const axis = function (index) {
      return { visible: false, showspikes: false, range: made.whole[index].slice(), autorange: false };
    };
    const ratio = made.whole.map(function (side) { return length(side) / made.unit; });
    const found = {
      margin: { l: 0, r: 0, t: 0, b: 0 }, autosize: true,
      paper_bgcolor: "rgba(0,0,0,0)", font: { family: "system-ui, sans-serif", size: 13, color: colours.ink },
      hoverlabel: { bgcolor: colours.raised, bordercolor: colours.line, font: { color: colours.ink } },
      legend: { x: 0, y: 0, xanchor: "left", yanchor: "bottom", itemclick: false, itemdoubleclick: false, bgcolor: "rgba(0,0,0,0)" },
      scene: {
        xaxis: axis(0), yaxis: axis(1), zaxis: axis(2), aspectmode: "manual", aspectratio: point(ratio),
        dragmode: "orbit", camera: from, bgcolor: "rgba(0,0,0,0)",
      },
    };
    if (look.by === "score") {
      found.coloraxis = {
        colorscale: scale(colours), cmin: -look.range, cmax: look.range,
        colorbar: {
          orientation: "h", x: 0.02, xanchor: "left", y: 0.02, yanchor: "bottom", len: 190, lenmode: "pixels", thickness: 10,
          outlinewidth: 0, title: { text: "score (> 0: group 2’s side)", side: "top", font: { size: 12 } }, nticks: 5,
        },
      };
    }
    return found;
  }

  window.nodecluster.scene = {
    layout: layout, model: model, plain: plain, told: told, traces: traces,
  };
})();
