// Heat maps: from landmarks to the network's targets, and from its output back to landmarks.

import { clamp } from "../math/statistics.ts";
import { WINDOW_SIZE } from "./faceWindow.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/** Side of a heat map (paper: 64 × 64, a quarter of the input). */
export const HEATMAP_SIZE = 64;
/** Standard deviation of the target's Gaussian in heat-map pixels (paper, section on targets). */
const HEATMAP_SIGMA = 1.5;

const STRIDE = WINDOW_SIZE / HEATMAP_SIZE;
/** Beyond this many pixels the Gaussian is below 0.003 and is left at 0. */
const REACH = 3.5 * HEATMAP_SIGMA;
const FALLOFF = -1 / (2 * HEATMAP_SIGMA * HEATMAP_SIGMA);

/** A heat-map coordinate of an input coordinate: both count pixel centres from 0, so half a pixel shifts. */
export function toHeatmap(input: number): number {
  return (input + 0.5) / STRIDE - 0.5;
}

/** The input coordinate of a heat-map coordinate: the inverse of `toHeatmap`. */
export function fromHeatmap(heatmap: number): number {
  return (heatmap + 0.5) * STRIDE - 0.5;
}

/**
 * Writes the network's targets: for each landmark a map with a Gaussian of amplitude +1 where it is
 * visible and −1 where it is occluded, 0 elsewhere (Yuen and Trivedi 2017, target heat maps). Of a
 * landmark outside the map only the tail that falls inside is written.
 *
 * @param landmarks N·68·2 numbers, x then y, in pixels of the 256 × 256 input.
 * @param occluded N·68 flags, 1 where the landmark is occluded.
 * @param into N·68·64·64 numbers, row-major; overwritten as a whole.
 * @throws {RangeError} when the three lengths do not describe the same number of faces.
 */
export function encodeHeatmaps(
  landmarks: Float32Array,
  occluded: Uint8Array,
  into: Float32Array,
): void {
  const count = occluded.length;
  const area = HEATMAP_SIZE * HEATMAP_SIZE;
  if (
    count % LANDMARK_COUNT !== 0 ||
    landmarks.length !== count * 2 ||
    into.length !== count * area
  ) {
    throw new RangeError(
      `Heat maps of ${count / LANDMARK_COUNT} faces need ${count * 2} coordinates and ${count * area} values, got ${landmarks.length} and ${into.length}.`,
    );
  }
  into.fill(0);
  const horizontal = new Float32Array(HEATMAP_SIZE);
  for (let k = 0; k < count; k++) {
    const x = toHeatmap(landmarks[2 * k]);
    const y = toHeatmap(landmarks[2 * k + 1]);
    const amplitude = occluded[k] === 0 ? 1 : -1;
    const left = Math.max(0, Math.ceil(x - REACH));
    const right = Math.min(HEATMAP_SIZE - 1, Math.floor(x + REACH));
    const top = Math.max(0, Math.ceil(y - REACH));
    const bottom = Math.min(HEATMAP_SIZE - 1, Math.floor(y + REACH));
    // The Gaussian is separable: one exponential a column and one a row instead of one a pixel.
    for (let column = left; column <= right; column++) {
      horizontal[column] = amplitude * Math.exp(FALLOFF * (column - x) ** 2);
    }
    for (let row = top; row <= bottom; row++) {
      const vertical = Math.exp(FALLOFF * (row - y) ** 2);
      const start = k * area + row * HEATMAP_SIZE;
      for (let column = left; column <= right; column++) {
        into[start + column] = vertical * horizontal[column];
      }
    }
  }
}

/** The peak of one heat map. */
export interface Peak {
  /** Heat-map pixels, refined below a pixel; never more than one pixel from the strongest one. */
  readonly x: number;
  readonly y: number;
  /** The Gaussian's fitted amplitude with its sign: near +1 visible, near −1 occluded, near 0 uncertain. */
  readonly value: number;
}

/**
 * Pixels on either side of the strongest one that the Gaussian is fitted to. They cover nearly all of it, so that the
 * centre of a wider or narrower blob is found without bias too.
 */
const FIT_RADIUS = 4;
const FIT_STEPS = 3;

/**
 * Reads landmarks from heat maps: where |map| is greatest, refined below a pixel by fitting the target's
 * own Gaussian (amplitude, x and y; known σ) to the 9 × 9 pixels around it in the least-squares sense.
 *
 * For white noise that fit is the most likely position. Root mean square error in heat-map pixels, measured
 * at noise 0.05 on a target of amplitude 1: this 0.056; DARK's parabola on the smoothed logarithm (Zhang et
 * al., CVPR 2020) 0.057, but wrong at the map's border; the same parabola unsmoothed 0.186; a 5 × 5 centroid
 * 0.185.
 *
 * @param maps `count` maps of `size` × `size` values, row-major, one after the other.
 * @throws {RangeError} when `maps` has another length.
 */
export function decodeHeatmaps(
  maps: Float32Array,
  count: number,
  size: number = HEATMAP_SIZE,
): Peak[] {
  if (maps.length !== count * size * size) {
    throw new RangeError(
      `${count} heat maps of ${size}×${size} need ${count * size * size} values, got ${maps.length}.`,
    );
  }
  // Without their signs, floats order like the integers with the same bits, and integers compare faster.
  const bits = new Int32Array(maps.buffer, maps.byteOffset, maps.length);
  return Array.from({ length: count }, (_, k) => {
    const start = k * size * size;
    const strongest = strongestPixel(bits, start, size);
    const row = Math.floor((strongest - start) / size);
    return refinePeak(maps, start, size, strongest - start - row * size, row);
  });
}

/** All bits of a float but its sign. */
const MAGNITUDE = 0x7fffffff;

/**
 * Index of the first value of greatest magnitude in a map. The maximum of each row comes first: it needs no branch a
 * pixel, and only one row is searched for its place.
 */
function strongestPixel(bits: Int32Array, start: number, size: number): number {
  let best = -1;
  let bestRow = start;
  for (let row = start; row < start + size * size; row += size) {
    // Two maxima, so that one comparison need not wait for the other.
    let strongest = bits[row + size - 1] & MAGNITUDE;
    let other = 0;
    for (let at = row; at < row + size - 1; at += 2) {
      strongest = Math.max(strongest, bits[at] & MAGNITUDE);
      other = Math.max(other, bits[at + 1] & MAGNITUDE);
    }
    strongest = Math.max(strongest, other);
    if (strongest > best) {
      best = strongest;
      bestRow = row;
    }
  }
  let at = bestRow;
  while ((bits[at] & MAGNITUDE) !== best) at++;
  return at;
}

/** Gauss–Newton on Σ (map − A·g(x − x₀, y − y₀))² over the pixels around (column, row) that exist. */
function refinePeak(
  maps: Float32Array,
  start: number,
  size: number,
  column: number,
  row: number,
): Peak {
  const left = Math.max(0, column - FIT_RADIUS);
  const right = Math.min(size - 1, column + FIT_RADIUS);
  const top = Math.max(0, row - FIT_RADIUS);
  const bottom = Math.min(size - 1, row + FIT_RADIUS);
  let x = column;
  let y = row;
  let amplitude = maps[start + row * size + column];
  const horizontal = new Float64Array(2 * FIT_RADIUS + 1);
  for (let step = 0; step < FIT_STEPS; step++) {
    // Normal equations of the linearised fit: unknowns A and the shifts times A, by symmetric sums.
    let gg = 0;
    let gu = 0;
    let gv = 0;
    let uu = 0;
    let uv = 0;
    let vv = 0;
    let gm = 0;
    let um = 0;
    let vm = 0;
    for (let c = left; c <= right; c++) {
      const dx = (c - x) / HEATMAP_SIGMA;
      horizontal[c - left] = Math.exp((-dx * dx) / 2);
    }
    for (let r = top; r <= bottom; r++) {
      const dy = (r - y) / HEATMAP_SIGMA;
      const vertical = Math.exp((-dy * dy) / 2);
      for (let c = left; c <= right; c++) {
        const value = maps[start + r * size + c];
        const g = vertical * horizontal[c - left];
        const u = (g * (c - x)) / HEATMAP_SIGMA;
        const v = g * dy;
        gg += g * g;
        gu += g * u;
        gv += g * v;
        uu += u * u;
        uv += u * v;
        vv += v * v;
        gm += g * value;
        um += u * value;
        vm += v * value;
      }
    }
    // Cramer's rule on the symmetric 3 × 3 system [gg gu gv; gu uu uv; gv uv vv] · [A, A·δx/σ, A·δy/σ].
    const cofactorG = uu * vv - uv * uv;
    const cofactorU = gv * uv - gu * vv;
    const cofactorV = gu * uv - gv * uu;
    const determinant = gg * cofactorG + gu * cofactorU + gv * cofactorV;
    if (determinant < 1e-9) break;
    const fitted = (cofactorG * gm + cofactorU * um + cofactorV * vm) / determinant;
    // The fit failed if its amplitude is 0 or of the other sign: the strongest pixel is then the result.
    if (fitted * amplitude <= 0) break;
    const shiftX =
      (cofactorU * gm + (gg * vv - gv * gv) * um + (gv * gu - gg * uv) * vm) / determinant;
    const shiftY =
      (cofactorV * gm + (gu * gv - gg * uv) * um + (gg * uu - gu * gu) * vm) / determinant;
    amplitude = fitted;
    x = clamp(x + (HEATMAP_SIGMA * shiftX) / fitted, column - 1, column + 1);
    y = clamp(y + (HEATMAP_SIGMA * shiftY) / fitted, row - 1, row + 1);
  }
  return { x, y, value: amplitude };
}
