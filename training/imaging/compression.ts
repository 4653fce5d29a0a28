// JPEG and video compression artefacts: 8 × 8 cosine blocks, quantised.

import { clampedView } from "./tone.ts";

/** Luminance and chrominance quantisation tables of ITU-T T.81 (JPEG), annex K, row by row. */
export const LUMA_STEPS = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
export const CHROMA_STEPS = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/** The even and odd halves of the orthonormal 8-point cosine transform: `[frequency / 2][sample 0..3]`. */
const EVEN = cosines(0);
const ODD = cosines(1);

/**
 * Compresses and decompresses a square RGB image in place as JPEG would, colour at half resolution,
 * leaving out the lossless part of the format.
 *
 * @param quality 1 (worst) to 100, scaled as the Independent JPEG Group's library does.
 */
export function compress(image: Uint8Array, size: number, quality: number): void {
  const half = (size + 1) >> 1;
  const luma = new Float64Array(size * size);
  const blue = new Float64Array(half * half);
  const red = new Float64Array(half * half);
  splitColours(image, size, luma, blue, red);
  quantisePlane(luma, size, stepsOf(LUMA_STEPS, quality));
  const chromaSteps = stepsOf(CHROMA_STEPS, quality);
  quantisePlane(blue, half, chromaSteps);
  quantisePlane(red, half, chromaSteps);
  joinColours(image, size, luma, blue, red);
}

/** A table's steps at a quality from 1 (worst) to 100. */
export function stepsOf(table: readonly number[], quality: number): Float64Array {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Float64Array.from(table, (step) =>
    Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))),
  );
}

/** RGB to brightness minus 128 and the two colour differences, each averaged over 2 × 2 pixels. */
function splitColours(
  image: Uint8Array,
  size: number,
  luma: Float64Array,
  blue: Float64Array,
  red: Float64Array,
): void {
  const half = (size + 1) >> 1;
  // At an odd size the last column and row have no partner to average with and count double.
  const odd = (size & 1) === 1;
  for (let y = 0, i = 0, p = 0; y < size; y++) {
    const row = (y >> 1) * half;
    const tall = odd && y === size - 1 ? 0.5 : 0.25;
    for (let x = 0; x < size; x++, i += 3, p++) {
      const r = image[i];
      const g = image[i + 1];
      const b = image[i + 2];
      const brightness = 0.299 * r + 0.587 * g + 0.114 * b;
      luma[p] = brightness - 128;
      const share = odd && x === size - 1 ? tall * 2 : tall;
      const at = row + (x >> 1);
      blue[at] = blue[at] + share * 0.564 * (b - brightness);
      red[at] = red[at] + share * 0.713 * (r - brightness);
    }
  }
}

function joinColours(
  image: Uint8Array,
  size: number,
  luma: Float64Array,
  blue: Float64Array,
  red: Float64Array,
): void {
  const half = (size + 1) >> 1;
  const clamped = clampedView(image);
  for (let y = 0, i = 0, p = 0; y < size; y++) {
    const row = (y >> 1) * half;
    for (let x = 0; x < size; x++, i += 3, p++) {
      const brightness = luma[p] + 128;
      const cb = blue[row + (x >> 1)];
      const cr = red[row + (x >> 1)];
      clamped[i] = brightness + 1.402 * cr;
      clamped[i + 1] = brightness - 0.344 * cb - 0.714 * cr;
      clamped[i + 2] = brightness + 1.772 * cb;
    }
  }
}

/** Transforms, rounds to the steps and transforms back every 8 × 8 block; edge blocks repeat the edge. */
function quantisePlane(plane: Float64Array, size: number, steps: Float64Array): void {
  const block = new Float64Array(64);
  const last = size - 1;
  for (let top = 0; top < size; top += 8) {
    for (let left = 0; left < size; left += 8) {
      for (let y = 0, i = 0; y < 8; y++) {
        const row = Math.min(last, top + y) * size;
        for (let x = 0; x < 8; x++, i++) block[i] = plane[row + Math.min(last, left + x)];
      }
      for (let k = 0; k < 8; k++) forward(block, k * 8, 1);
      for (let k = 0; k < 8; k++) forward(block, k, 8);
      for (let i = 0; i < 64; i++) {
        const step = steps[i];
        block[i] = Math.floor(block[i] / step + 0.5) * step;
      }
      for (let k = 0; k < 8; k++) inverse(block, k, 8);
      for (let k = 0; k < 8; k++) inverse(block, k * 8, 1);
      const height = Math.min(8, size - top);
      const width = Math.min(8, size - left);
      for (let y = 0; y < height; y++) {
        const row = (top + y) * size + left;
        for (let x = 0; x < width; x++) plane[row + x] = block[y * 8 + x];
      }
    }
  }
}

/** The orthonormal cosine transform of 8 values `step` apart, in place, by its even and odd halves. */
export function forward(block: Float64Array, start: number, step: number): void {
  const v0 = block[start];
  const v1 = block[start + step];
  const v2 = block[start + 2 * step];
  const v3 = block[start + 3 * step];
  const v4 = block[start + 4 * step];
  const v5 = block[start + 5 * step];
  const v6 = block[start + 6 * step];
  const v7 = block[start + 7 * step];
  for (let half = 0; half < 4; half++) {
    const at = half * 4;
    const out = start + 2 * half * step;
    block[out] =
      EVEN[at] * (v0 + v7) +
      EVEN[at + 1] * (v1 + v6) +
      EVEN[at + 2] * (v2 + v5) +
      EVEN[at + 3] * (v3 + v4);
    block[out + step] =
      ODD[at] * (v0 - v7) +
      ODD[at + 1] * (v1 - v6) +
      ODD[at + 2] * (v2 - v5) +
      ODD[at + 3] * (v3 - v4);
  }
}

/** The inverse (transpose) of `forward`. */
function inverse(block: Float64Array, start: number, step: number): void {
  const f0 = block[start];
  const f1 = block[start + step];
  const f2 = block[start + 2 * step];
  const f3 = block[start + 3 * step];
  const f4 = block[start + 4 * step];
  const f5 = block[start + 5 * step];
  const f6 = block[start + 6 * step];
  const f7 = block[start + 7 * step];
  for (let x = 0; x < 4; x++) {
    const even = EVEN[x] * f0 + EVEN[4 + x] * f2 + EVEN[8 + x] * f4 + EVEN[12 + x] * f6;
    const odd = ODD[x] * f1 + ODD[4 + x] * f3 + ODD[8 + x] * f5 + ODD[12 + x] * f7;
    block[start + x * step] = even + odd;
    block[start + (7 - x) * step] = even - odd;
  }
}

function cosines(parity: 0 | 1): Float64Array {
  return Float64Array.from({ length: 16 }, (_, i) => {
    const frequency = 2 * (i >> 2) + parity;
    const scale = frequency === 0 ? Math.sqrt(1 / 8) : 0.5;
    return scale * Math.cos(((2 * (i & 3) + 1) * frequency * Math.PI) / 16);
  });
}
