// Sensor noise. Normal deviates come from fixed tables; only rendered images draw their own.

import { type Random, randomFrom } from "../../src/math/random.ts";
import { bilinear } from "./resolution.ts";
import { clampedView, deviationOf } from "./tone.ts";

/** Steps per standard deviation in `STEPPED_NORMALS`. */
const NORMAL_STEPS = 32;
/** Tabulated because drawing 196,608 deviates for one image would cost more than all other augmentation. */
const STEPPED_NORMALS: Int8Array = (() => {
  const random = randomFrom(0x6e6f6973);
  return Int8Array.from({ length: 1 << 16 }, () =>
    Math.max(-127, Math.min(127, Math.round(random.normal() * NORMAL_STEPS))),
  );
})();

/**
 * Adds normal noise to an RGB image in place, from a table read at a new random place for every row.
 *
 * @param deviation of the noise in byte values.
 * @param colour share of the noise that differs between the channels, 0 (grey grain) or 1.
 */
export function addNoise(
  image: Uint8Array,
  size: number,
  deviation: number,
  colour: 0 | 1,
  random: Random,
): void {
  const clamped = clampedView(image);
  const scale = deviation / NORMAL_STEPS;
  const rowLength = size * 3;
  for (let y = 0; y < size; y++) {
    const start = y * rowLength;
    const from = random.below(STEPPED_NORMALS.length - rowLength);
    if (colour === 1) {
      for (let i = 0; i < rowLength; i++) {
        clamped[start + i] = image[start + i] + scale * STEPPED_NORMALS[from + i];
      }
    } else {
      for (let x = 0, i = start; x < size; x++, i += 3) {
        const grain = scale * STEPPED_NORMALS[from + x];
        clamped[i] = image[i] + grain;
        clamped[i + 1] = image[i + 1] + grain;
        clamped[i + 2] = image[i + 2] + grain;
      }
    }
  }
}

/** Adds noise of random strength in place, grey or coloured, mostly weak. */
export function addRandomNoise(image: Uint8Array, size: number, random: Random): void {
  addNoise(image, size, 1.5 + 8 * random.next() ** 2, random.chance(0.5) ? 1 : 0, random);
}

/** Unrounded normal deviates, for float planes. */
const NORMALS: Float32Array = (() => {
  const random = randomFrom(0x6e6f697365);
  return Float32Array.from({ length: 65_537 }, () => random.normal());
})();

/**
 * Adds normal noise to a float plane in place, relative to its contrast: in a dim cabin contrast is low and noise is strong.
 *
 * @param share deviation at most, as a share of the plane's standard deviation.
 */
export function addContrastNoise(plane: Float32Array, share: number, random: Random): void {
  const deviation = 0.5 + share * deviationOf(plane) * random.next() ** 2;
  const from = random.below(NORMALS.length);
  for (let at = 0; at < plane.length; at++) {
    const drawn = NORMALS[(from + at) % NORMALS.length];
    plane[at] = plane[at] + deviation * drawn;
  }
}

/** Roughly normal noise of deviation 1 (sums of three uniform numbers); its length is a power of two. */
export const GRAIN: Float32Array = (() => {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Float32Array.from({ length: 8192 }, () => (next() + next() + next() - 1.5) * 2);
})();

/** Side of the cells that share a colour error, pixels: cheap cameras smooth colour. */
const CHROMA_CELL = 4;

/**
 * Adds noise as a processed camera image has it, in place: stronger in the shadows, brightness noise partly smeared
 * over neighbouring pixels, colour noise over cells of four pixels.
 *
 * @param image interleaved RGB.
 * @param deviation of the noise in byte values.
 * @param grey leaves the colour noise out.
 */
export function addCameraNoise(
  image: Uint8Array,
  width: number,
  height: number,
  deviation: number,
  grey: boolean,
  random: Random,
): void {
  const fine = normals(width * height, random);
  const columns = Math.ceil(width / CHROMA_CELL) + 1;
  const rows = Math.ceil(height / CHROMA_CELL) + 1;
  const chroma = grey ? [] : [0, 1, 2].map(() => normals(columns * rows, random));
  for (let y = 0; y < height; y++) {
    const fy = y / CHROMA_CELL;
    const row = Math.floor(fy);
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const beside = fine[x > 0 ? i - 1 : i] + fine[y > 0 ? i - width : i];
      const level = image[3 * i + 1] / 255;
      const strength = deviation * (1.25 - 0.7 * level);
      const common = strength * (0.75 * fine[i] + 0.45 * beside);
      const fx = x / CHROMA_CELL;
      const column = Math.floor(fx);
      const at = row * columns + column;
      for (let c = 0; c < 3; c++) {
        const cells = chroma[c];
        const own = cells === undefined ? 0 : bilinear(cells, at, columns, fx - column, fy - row);
        const value = image[3 * i + c] + common + 0.3 * strength * own;
        image[3 * i + c] = Math.round(Math.min(255, Math.max(0, value)));
      }
    }
  }
}

function normals(count: number, random: Random): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = random.normal();
  return values;
}
