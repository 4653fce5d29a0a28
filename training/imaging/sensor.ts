// What a camera does to an image: blur, motion, few pixels, noise. RGB, interleaved.

import { type Random, randomFrom } from "../../src/math/random.ts";
import { clampedView } from "./tone.ts";

/**
 * Blurs in place with two passes of a box filter each way, close to a Gaussian of deviation
 * √(2·radius·(radius + 1) / 3). Beyond the border the edge pixel repeats.
 */
export function blur(image: Uint8Array, size: number, radius: number): void {
  const between = new Uint8Array(image.length);
  for (let pass = 0; pass < 2; pass++) {
    blurAcross(image, between, size, radius);
    blurDown(between, image, size, radius);
  }
}

/** The mean of 2·radius + 1 neighbours in each row, by a running sum for each channel. */
function blurAcross(from: Uint8Array, to: Uint8Array, size: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  const padded = new Uint8Array((size + 2 * radius + 1) * 3);
  const reach = (2 * radius + 1) * 3;
  const rowLength = size * 3;
  for (let row = 0; row < from.length; row += rowLength) {
    const last = row + rowLength - 3;
    padded.set(from.subarray(row, row + rowLength), radius * 3);
    for (let i = 0; i < radius * 3; i++) padded[i] = from[row + (i % 3)];
    for (let i = radius * 3 + rowLength; i < padded.length; i++) {
      padded[i] = from[last + (i % 3)];
    }
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let i = 0; i < reach; i += 3) {
      red += padded[i];
      green += padded[i + 1];
      blue += padded[i + 2];
    }
    for (let i = 0; i < rowLength; i += 3) {
      to[row + i] = red * share + 0.5;
      to[row + i + 1] = green * share + 0.5;
      to[row + i + 2] = blue * share + 0.5;
      red += padded[i + reach] - padded[i];
      green += padded[i + reach + 1] - padded[i + 1];
      blue += padded[i + reach + 2] - padded[i + 2];
    }
  }
}

/** The mean of 2·radius + 1 neighbours in each column, a whole row of running sums at a time. */
function blurDown(from: Uint8Array, to: Uint8Array, size: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  const rowLength = size * 3;
  const rowAt = (y: number) => Math.min(size - 1, Math.max(0, y)) * rowLength;
  const sums = new Int32Array(rowLength);
  for (let y = -radius; y <= radius; y++) {
    const row = rowAt(y);
    for (let i = 0; i < rowLength; i++) sums[i] = sums[i] + from[row + i];
  }
  for (let y = 0; y < size; y++) {
    const out = y * rowLength;
    const entering = rowAt(y + radius + 1);
    const leaving = rowAt(y - radius);
    for (let i = 0; i < rowLength; i++) {
      const sum = sums[i];
      to[out + i] = sum * share + 0.5;
      sums[i] = sum + from[entering + i] - from[leaving + i];
    }
  }
}

/**
 * Smears an image along a straight line.
 *
 * @param length of the line in pixels, at least 2.
 * @param angle radians, clockwise from x.
 * @returns a new image.
 */
export function motionBlur(
  image: Uint8Array,
  size: number,
  length: number,
  angle: number,
): Uint8Array {
  const count = Math.round(length);
  const sums = new Uint16Array(image.length);
  for (let i = 0; i < count; i++) {
    const along = i - (count - 1) / 2;
    addShifted(
      sums,
      image,
      size,
      Math.round(along * Math.cos(angle)),
      Math.round(along * Math.sin(angle)),
    );
  }
  const smeared = new Uint8Array(image.length);
  const share = 1 / count;
  for (let i = 0; i < sums.length; i++) smeared[i] = sums[i] * share + 0.5;
  return smeared;
}

/** Adds the image moved by whole pixels; beyond the border the edge pixel repeats. */
function addShifted(
  sums: Uint16Array,
  image: Uint8Array,
  size: number,
  shiftX: number,
  shiftY: number,
): void {
  const last = size - 1;
  for (let y = 0; y < size; y++) {
    const from = Math.min(last, Math.max(0, y + shiftY)) * size;
    let out = y * size * 3;
    for (let x = 0; x < size; x++, out += 3) {
      const at = (from + Math.min(last, Math.max(0, x + shiftX))) * 3;
      sums[out] = sums[out] + image[at];
      sums[out + 1] = sums[out + 1] + image[at + 1];
      sums[out + 2] = sums[out + 2] + image[at + 2];
    }
  }
}

/** A smaller square image, each pixel the mean of the pixels that fall into it. */
export function shrink(image: Uint8Array, size: number, smallSize: number): Uint8Array {
  const bins = Uint16Array.from({ length: size }, (_, x) => Math.floor((x * smallSize) / size));
  const perBin = new Uint16Array(smallSize);
  for (const bin of bins) perBin[bin] = perBin[bin] + 1;
  const sums = new Uint32Array(smallSize * smallSize * 3);
  for (let y = 0, i = 0; y < size; y++) {
    const row = bins[y] * smallSize;
    for (let x = 0; x < size; x++, i += 3) {
      const at = (row + bins[x]) * 3;
      sums[at] = sums[at] + image[i];
      sums[at + 1] = sums[at + 1] + image[i + 1];
      sums[at + 2] = sums[at + 2] + image[i + 2];
    }
  }
  const small = new Uint8Array(sums.length);
  for (let y = 0, i = 0; y < smallSize; y++) {
    for (let x = 0; x < smallSize; x++) {
      const share = 1 / (perBin[y] * perBin[x]);
      for (let channel = 0; channel < 3; channel++, i++) {
        small[i] = sums[i] * share + 0.5;
      }
    }
  }
  return small;
}

/** Brings a small square image up to `size`, bilinearly, edges repeated, into `into`. */
export function enlarge(
  small: Uint8Array,
  smallSize: number,
  size: number,
  into: Uint8Array,
): void {
  const last = smallSize - 1;
  const low = new Uint16Array(size);
  const high = new Uint16Array(size);
  const shares = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const at = Math.min(last, Math.max(0, ((i + 0.5) * smallSize) / size - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(last, Math.floor(at) + 1);
    shares[i] = at - Math.floor(at);
  }
  // Down first, into one row, then across it: two multiplications a value in place of four.
  const row = new Float32Array(smallSize * 3);
  for (let y = 0, out = 0; y < size; y++) {
    const above = low[y] * smallSize * 3;
    const below = high[y] * smallSize * 3;
    const down = shares[y];
    for (let i = 0; i < row.length; i++) {
      const value = small[above + i];
      row[i] = value + down * (small[below + i] - value);
    }
    for (let x = 0; x < size; x++) {
      const p = low[x] * 3;
      const q = high[x] * 3;
      const across = shares[x];
      for (let channel = 0; channel < 3; channel++, out++) {
        const value = row[p + channel];
        into[out] = value + across * (row[q + channel] - value) + 0.5;
      }
    }
  }
}

/** Normal deviates in steps of 1/32, made once: drawing 196 608 of them anew would cost more than all else. */
const NOISE_STEPS = 32;
const NOISE: Int8Array = (() => {
  const random = randomFrom(0x6e6f6973);
  return Int8Array.from({ length: 1 << 16 }, () =>
    Math.max(-127, Math.min(127, Math.round(random.normal() * NOISE_STEPS))),
  );
})();

/**
 * Adds normal noise in place, from a fixed table read at a new random place for every row.
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
  const scale = deviation / NOISE_STEPS;
  const rowLength = size * 3;
  for (let y = 0; y < size; y++) {
    const start = y * rowLength;
    const from = random.below(NOISE.length - rowLength);
    if (colour === 1) {
      for (let i = 0; i < rowLength; i++) {
        clamped[start + i] = image[start + i] + scale * NOISE[from + i];
      }
    } else {
      for (let x = 0, i = start; x < size; x++, i += 3) {
        const grain = scale * NOISE[from + x];
        clamped[i] = image[i] + grain;
        clamped[i + 1] = image[i + 1] + grain;
        clamped[i + 2] = image[i + 2] + grain;
      }
    }
  }
}
