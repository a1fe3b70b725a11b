// From a coarse mask to a smooth closed surface: naive surface nets, relaxed. Pure functions, no page.
(function () {
  "use strict";

  // Return the mask that base64 of its bits holds, the first voxel in the highest bit, x fastest, then y, then z.
  function decode(bits, size) {
    const bytes = atob(bits);
    const mask = new Uint8Array(size[0] * size[1] * size[2]);
    for (let at = 0; at < mask.length; at++) mask[at] = (bytes.charCodeAt(at >> 3) >> (7 - (at & 7))) & 1;
    return mask;
  }

  // Return the mask with an empty voxel all around, so that every surface closes.
  function padded(mask, size) {
    const wide = size.map(function (n) { return n + 2; });
    const field = new Uint8Array(wide[0] * wide[1] * wide[2]);
    for (let z = 0; z < size[2]; z++) {
      for (let y = 0; y < size[1]; y++) {
        const from = size[0] * (y + size[1] * z);
        field.set(mask.subarray(from, from + size[0]), 1 + wide[0] * (y + 1 + wide[1] * (z + 1)));
      }
    }
    return { field: field, size: wide, steps: [1, wide[0], wide[0] * wide[1]] };
  }

  // The eight corners of a cell, and its twelve edges as pairs of corners.
  const CORNERS = [];
  for (let c = 0; c < 8; c++) CORNERS.push([c & 1, (c >> 1) & 1, (c >> 2) & 1]);
  const EDGES = [];
  for (let c = 0; c < 8; c++) {
    for (const bit of [1, 2, 4]) if (!(c & bit)) EDGES.push([c, c | bit]);
  }

  // Return a vertex for every cell that the border crosses: the mean of the middles of its crossed edges.
  function vertices(grid) {
    const { field, size, steps } = grid;
    const index = new Int32Array(field.length).fill(-1);
    const points = [];
    let count = 0;
    const offsets = CORNERS.map(function (c) { return c[0] * steps[0] + c[1] * steps[1] + c[2] * steps[2]; });
    for (let z = 0; z + 1 < size[2]; z++) {
      for (let y = 0; y + 1 < size[1]; y++) {
        for (let x = 0; x + 1 < size[0]; x++) {
          const at = x + steps[1] * y + steps[2] * z;
          let inside = 0;
          for (let c = 0; c < 8; c++) inside |= field[at + offsets[c]] << c;
          if (inside === 0 || inside === 255) continue;
          const sum = [0, 0, 0];
          let crossed = 0;
          for (const [a, b] of EDGES) {
            if (((inside >> a) & 1) === ((inside >> b) & 1)) continue;
            crossed++;
            for (let i = 0; i < 3; i++) sum[i] += (CORNERS[a][i] + CORNERS[b][i]) / 2;
          }
          index[at] = count++;
          points.push(x + sum[0] / crossed, y + sum[1] / crossed, z + sum[2] / crossed);
        }
      }
    }
    return { index: index, points: Float64Array.from(points) };
  }

  // Return a quad for every edge of the grid that the border crosses, counter-clockwise as seen from outside.
  function quads(grid, index) {
    const { field, size, steps } = grid;
    const found = [];
    for (let z = 0; z < size[2]; z++) {
      for (let y = 0; y < size[1]; y++) {
        for (let x = 0; x < size[0]; x++) {
          const at = x + steps[1] * y + steps[2] * z;
          for (let axis = 0; axis < 3; axis++) {
            // The outermost layer is empty: an edge that leaves the grid crosses nothing.
            if ([x, y, z][axis] + 1 >= size[axis] || field[at] === field[at + steps[axis]]) continue;
            const u = steps[(axis + 1) % 3];
            const v = steps[(axis + 2) % 3];
            const around = [index[at], index[at - u], index[at - u - v], index[at - v]];
            found.push(field[at] ? around : around.reverse());
          }
        }
      }
    }
    return found;
  }

  // Move every vertex halfway to the mean of its neighbours.
  function relax(points, faces) {
    const sums = new Float64Array(points.length);
    const counts = new Uint16Array(points.length / 3);
    for (const face of faces) {
      for (let corner = 0; corner < 4; corner++) {
        const a = face[corner];
        const b = face[(corner + 1) % 4];
        for (let i = 0; i < 3; i++) {
          sums[3 * a + i] += points[3 * b + i];
          sums[3 * b + i] += points[3 * a + i];
        }
        counts[a]++;
        counts[b]++;
      }
    }
    for (let at = 0; at < points.length; at++) points[at] = (points[at] + sums[at] / counts[(at / 3) | 0]) / 2;
  }

  // Scale a surface about its middle to a volume: smoothing eats what is small.
  function restore(made, wanted) {
    const found = volume(made);
    if (!(found > 0)) return;
    const factor = Math.cbrt(wanted / found);
    for (const axis of [made.x, made.y, made.z]) {
      const middle = axis.reduce(function (sum, value) { return sum + value; }, 0) / axis.length;
      for (let at = 0; at < axis.length; at++) axis[at] = middle + factor * (axis[at] - middle);
    }
  }

  // Return the surface of a mask in millimetres: vertices x, y, z and triangles i, j, k, outside to the front.
  //   mask: Uint8Array of 0 and 1, x fastest; size: voxels; origin: centre of the first voxel, mm; step: mm a voxel;
  //   passes: of smoothing. The surface holds the volume of the mask's voxels all the same.
  function surface(mask, size, origin, step, passes) {
    const grid = padded(mask, size);
    const net = vertices(grid);
    const faces = quads(grid, net.index);
    for (let pass = 0; pass < passes; pass++) relax(net.points, faces);
    const made = { x: [], y: [], z: [], i: [], j: [], k: [] };
    for (let at = 0; at < net.points.length; at += 3) {
      made.x.push(origin[0] + step * (net.points[at] - 1)); // the empty layer stands before the first voxel
      made.y.push(origin[1] + step * (net.points[at + 1] - 1));
      made.z.push(origin[2] + step * (net.points[at + 2] - 1));
    }
    for (const [a, b, c, d] of faces) {
      made.i.push(a, a);
      made.j.push(b, c);
      made.k.push(c, d);
    }
    let voxels = 0;
    for (const value of mask) voxels += value;
    restore(made, voxels * step ** 3);
    return made;
  }

  // Return the volume that a closed surface holds, mm³: positive where its triangles face outwards.
  function volume(made) {
    let sum = 0;
    for (let t = 0; t < made.i.length; t++) {
      const a = made.i[t];
      const b = made.j[t];
      const c = made.k[t];
      sum += made.x[a] * (made.y[b] * made.z[c] - made.z[b] * made.y[c]);
      sum += made.y[a] * (made.z[b] * made.x[c] - made.x[b] * made.z[c]);
      sum += made.z[a] * (made.x[b] * made.y[c] - made.y[b] * made.x[c]);
    }
    return sum / 6;
  }

  window.nodecluster = window.nodecluster || {};
  window.nodecluster.surface = { decode: decode, surface: surface, volume: volume };
})();
