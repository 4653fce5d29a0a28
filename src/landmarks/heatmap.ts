// Heat maps: from landmarks to the network's targets, and from its output back to landmarks.

import { clamp } from "../math/statistics.ts";
import { WINDOW_SIZE } from "./faceWindow.ts";
import { type MapLayout, planeStart } from "./mapLayout.ts";
import { LANDMARK_COUNT } from "./scheme68.ts";

/** Side of a heat map (paper: 64 × 64, a quarter of the input). */
export const HEATMAP_SIZE = 64;
/** Standard deviation of the target's Gaussian in heat-map pixels (paper, section on targets). */
const HEATMAP_SIGMA = 1.5;

const PLAIN_LAYOUT: MapLayout = { size: HEATMAP_SIZE, block: 1 };
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
const FIT_SIDE = 2 * FIT_RADIUS + 1;
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
 * @param maps `count` maps in the given layout, by default one after the other, each row-major.
 * @throws {RangeError} when `maps` has another length.
 */
export function decodeHeatmaps(
  maps: Float32Array,
  count: number,
  layout: MapLayout = PLAIN_LAYOUT,
): Peak[] {
  const { size, block } = layout;
  if (maps.length !== count * size * size) {
    throw new RangeError(
      `${count} heat maps of ${size}×${size} need ${count * size * size} values, got ${maps.length}.`,
    );
  }
  // Without their signs, floats order like the integers with the same bits, and integers compare faster.
  const bits = new Int32Array(maps.buffer, maps.byteOffset, maps.length);
  const fit: Fit = {
    pixels: new Float64Array(FIT_SIDE * FIT_SIDE),
    horizontal: new Float64Array(FIT_SIDE),
    slope: new Float64Array(FIT_SIDE),
  };
  const phases = Array.from({ length: block * block }, (_, phase) => phase);
  return Array.from({ length: count }, (_, k) => {
    const planes = phases.map((phase) => planeStart(layout, k, phase));
    return refinePeak(maps, planes, layout, strongestPixel(bits, planes, layout), fit);
  });
}

/** All bits of a float but its sign. */
const MAGNITUDE = 0x7fffffff;

/** The first pixel of greatest magnitude in a map, counted row by row. */
function strongestPixel(
  bits: Int32Array,
  planes: readonly number[],
  { size, block }: MapLayout,
): number {
  const side = size / block;
  const area = side * side;
  let best = -1;
  let place = size * size;
  // Iterators here would make the search itself half as fast.
  for (let phase = 0; phase < planes.length; phase++) {
    const start = planes[phase];
    const at = strongestValue(bits, start, start + area, best);
    if (at < 0) continue;
    const row = Math.floor((at - start) / side);
    const column = at - start - row * side;
    const own = (row * block + Math.floor(phase / block)) * size + column * block + (phase % block);
    const magnitude = bits[at] & MAGNITUDE;
    if (magnitude > best || own < place) place = own;
    best = magnitude;
  }
  return place;
}

/**
 * Index of the first value of greatest magnitude from `start` to before `end`, a multiple of four values; −1 where all are
 * below `least`. A greater value is rare, so one comparison a value that is nearly always false is fastest.
 */
function strongestValue(bits: Int32Array, start: number, end: number, least: number): number {
  let best = least - 1;
  let place = -1;
  for (let at = start; at < end; at += 4) {
    const a = bits[at] & MAGNITUDE;
    const b = bits[at + 1] & MAGNITUDE;
    const c = bits[at + 2] & MAGNITUDE;
    const d = bits[at + 3] & MAGNITUDE;
    if (a > best || b > best || c > best || d > best) {
      best = Math.max(Math.max(a, b), Math.max(c, d));
      place = a === best ? at : b === best ? at + 1 : c === best ? at + 2 : at + 3;
    }
  }
  return place;
}

/** Memory of a fit, used again for each map. */
interface Fit {
  /** The pixels around the peak, row-major. */
  readonly pixels: Float64Array;
  /** The Gaussian of each column, and the same times the column's distance from the centre in σ. */
  readonly horizontal: Float64Array;
  readonly slope: Float64Array;
}

/**
 * Gauss–Newton on Σ (map − A·g(x − x₀, y − y₀))² over the pixels around the strongest one that exist. The Gaussian is a
 * product of a row's and a column's factor, so the sums over pixels without the map are products of sums too.
 */
function refinePeak(
  maps: Float32Array,
  planes: readonly number[],
  { size, block }: MapLayout,
  strongest: number,
  { pixels, horizontal, slope }: Fit,
): Peak {
  const row = Math.floor(strongest / size);
  const column = strongest - row * size;
  const left = Math.max(0, column - FIT_RADIUS);
  const right = Math.min(size - 1, column + FIT_RADIUS);
  const top = Math.max(0, row - FIT_RADIUS);
  const bottom = Math.min(size - 1, row + FIT_RADIUS);
  const width = right - left + 1;
  for (let r = top; r <= bottom; r++) {
    const inRow = Math.floor(r / block) * (size / block);
    for (let phase = 0; phase < block; phase++) {
      const start = planes[(r % block) * block + phase] + inRow;
      const first = left + ((((phase - left) % block) + block) % block);
      for (let c = first; c <= right; c += block) {
        pixels[(r - top) * width + c - left] = maps[start + (c - phase) / block];
      }
    }
  }
  let x = column;
  let y = row;
  let amplitude = pixels[(row - top) * width + column - left];
  for (let step = 0; step < FIT_STEPS; step++) {
    let hh = 0;
    let hs = 0;
    let ss = 0;
    for (let c = 0; c < width; c++) {
      const dx = (left + c - x) / HEATMAP_SIGMA;
      const h = Math.exp((-dx * dx) / 2);
      const s = h * dx;
      horizontal[c] = h;
      slope[c] = s;
      hh += h * h;
      hs += h * s;
      ss += s * s;
    }
    let rr = 0;
    let rt = 0;
    let tt = 0;
    let gm = 0;
    let um = 0;
    let vm = 0;
    for (let r = top; r <= bottom; r++) {
      const dy = (r - y) / HEATMAP_SIGMA;
      const v = Math.exp((-dy * dy) / 2);
      rr += v * v;
      rt += v * v * dy;
      tt += v * v * dy * dy;
      let sum = 0;
      let sloped = 0;
      const start = (r - top) * width;
      for (let c = 0; c < width; c++) {
        const value = pixels[start + c];
        sum += horizontal[c] * value;
        sloped += slope[c] * value;
      }
      gm += v * sum;
      um += v * sloped;
      vm += v * dy * sum;
    }
    const gg = rr * hh;
    const gu = rr * hs;
    const gv = rt * hh;
    const uu = rr * ss;
    const uv = rt * hs;
    const vv = tt * hh;
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
