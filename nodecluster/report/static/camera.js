// Where the atlas is looked at from: boxes in millimetres, cameras in plotly's units. Pure functions, no page.
(function () {
  "use strict";
  const FIELD = Math.tan(Math.PI / 8); // plotly's camera sees 45 degrees from top to bottom
  const AROUND = 45; // mm of the body around the nodes, seen from near
  const LEAST = 200; // mm across such a view
  // Where each view looks from, what is up, and which of the patient's axes run across, up and into the picture. Axial
  // slices are shown as from the feet, the patient's front up.
  const VIEWS = {
    front: { from: [0, -1, 0.12], up: [0, 0, 1], axes: [0, 2, 1] },
    right: { from: [-1, -0.12, 0.12], up: [0, 0, 1], axes: [1, 2, 0] },
    left: { from: [1, -0.12, 0.12], up: [0, 0, 1], axes: [1, 2, 0] },
    back: { from: [0, 1, 0.12], up: [0, 0, 1], axes: [0, 2, 1] },
    axial: { from: [0, -0.08, -1], up: [0, -1, 0], axes: [0, 1, 2] },
  };

  function bounds(mesh) {
    return [mesh.x, mesh.y, mesh.z].map(function (values) {
      let low = Infinity;
      let high = -Infinity;
      for (const value of values) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      return [low, high];
    });
  }

  function union(boxes) {
    return [0, 1, 2].map(function (axis) {
      return [
        Math.min.apply(null, boxes.map(function (box) { return box[axis][0]; })),
        Math.max.apply(null, boxes.map(function (box) { return box[axis][1]; })),
      ];
    });
  }

  function grown(box, mm) {
    return box.map(function (side) { return [side[0] - mm, side[1] + mm]; });
  }

  function middle(box) {
    return box.map(function (side) { return (side[0] + side[1]) / 2; });
  }

  function length(side) {
    return side[1] - side[0];
  }

  // Return the nodes' box with so much of the body around it that one sees where in it they lie.
  function near(made) {
    const spare = Math.max(AROUND, (LEAST - Math.max.apply(null, made.inner.map(length))) / 2);
    return grown(made.inner, spare).map(function (side, axis) {
      return [Math.max(side[0], made.whole[axis][0]), Math.min(side[1], made.whole[axis][1])];
    });
  }

  // Return the camera that shows a box whole from one of the views; aspect: width over height of the picture.
  function camera(made, name, close, aspect) {
    const view = VIEWS[name];
    const box = close ? near(made) : made.whole;
    const [wide, tall, deep] = view.axes.map(function (axis) { return length(box[axis]) / 2; });
    const distance = Math.max(tall, wide / aspect) / FIELD + deep; // the near side is seen whole
    const from = Math.hypot.apply(null, view.from);
    const centre = middle(box).map(function (value, axis) { return (value - middle(made.whole)[axis]) / made.unit; });
    const eye = centre.map(function (value, axis) { return value + (distance / made.unit) * (view.from[axis] / from); });
    return { eye: point(eye), center: point(centre), up: point(view.up), projection: { type: "perspective" } };
  }

  function point(values) {
    return { x: values[0], y: values[1], z: values[2] };
  }

  function values(at) {
    return [at.x, at.y, at.z];
  }

  function cross(a, b) {
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  }

  function unit(vector) {
    const size = Math.hypot.apply(null, vector) || 1;
    return vector.map(function (value) { return value / size; });
  }

  // Turn a vector about an axis, radians.
  function turned(vector, axis, angle) {
    const along = axis[0] * vector[0] + axis[1] * vector[1] + axis[2] * vector[2];
    const beside = cross(axis, vector);
    return vector.map(function (value, i) {
      return value * Math.cos(angle) + beside[i] * Math.sin(angle) + axis[i] * along * (1 - Math.cos(angle));
    });
  }

  // Return the camera after a turn about its centre (radians to the right and up) and a step nearer (factor < 1).
  function moved(from, right, up, factor) {
    const centre = values(from.center);
    let eye = values(from.eye).map(function (value, i) { return value - centre[i]; });
    let top = unit(values(from.up));
    eye = turned(eye, top, right);
    const beside = unit(cross(top, eye));
    eye = turned(eye, beside, -up);
    top = unit(cross(eye, beside));
    return {
      eye: point(eye.map(function (value, i) { return centre[i] + value * factor; })),
      center: from.center,
      up: point(top),
      projection: from.projection,
    };
  }

  // Return which of the letters would stand in front of or behind everything: those along the line of sight.
  function hidden(from) {
    const centre = values(from.center);
    const sight = unit(values(from.eye).map(function (value, i) { return value - centre[i]; }));
    return sight.map(function (value) { return Math.abs(value) > 0.8; });
  }

  window.nodecluster.camera = { bounds, camera, grown, hidden, length, middle, moved, near, point, union };
})();
