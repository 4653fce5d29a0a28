// Rasterises triangles with a depth buffer and interpolated values.

/** Result: `width` × `height` pixels, row by row. */
export interface Drawn {
  /** Depth of the nearest surface, growing away from the camera; +∞ where there is none. */
  readonly depth: Float32Array;
  /** Each value, interpolated at the nearest surface. */
  readonly carried: readonly Float32Array[];
}

/**
 * Draws triangles by orthographic projection with a depth buffer.
 *
 * @param positions x, y in pixels (centres at whole numbers) and depth of each vertex.
 * @param triangles three vertices each, in any orientation.
 * @param values lists with one number per vertex.
 */
export function rasterise(
  positions: Float32Array,
  triangles: ArrayLike<number>,
  width: number,
  height: number,
  values: readonly Float32Array[] = [],
): Drawn {
  const depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  const carried = values.map(() => new Float32Array(width * height));
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]] as [
      number,
      number,
      number,
    ];
    const ax = positions[3 * a];
    const ay = positions[3 * a + 1];
    const bx = positions[3 * b];
    const by = positions[3 * b + 1];
    const cx = positions[3 * c];
    const cy = positions[3 * c + 1];
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (area === 0 || !Number.isFinite(area)) continue;
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)));
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
    const [az, bz, cz] = [a, b, c].map((vertex) => positions[3 * vertex + 2]) as [
      number,
      number,
      number,
    ];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const ofB = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area;
        const ofC = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area;
        const ofA = 1 - ofB - ofC;
        if (ofA < -EDGE || ofB < -EDGE || ofC < -EDGE) continue;
        const z = ofA * az + ofB * bz + ofC * cz;
        const pixel = y * width + x;
        if (z >= depth[pixel]) continue;
        depth[pixel] = z;
        for (const [v, list] of values.entries()) {
          (carried[v] as Float32Array)[pixel] = ofA * list[a] + ofB * list[b] + ofC * list[c];
        }
      }
    }
  }
  return { depth, carried };
}

/** Tolerance at edges: shared edges belong to both triangles, so that rounding leaves no holes. */
const EDGE = 1e-6;
