// Tone: brightness, contrast, gamma, colour and grey. Everything works in place, pixel by pixel.

import type { Random } from "../../src/math/random.ts";

/** Shares of red, green and blue in brightness (Rec. 601). */
const LUMA_SHARES = [0.299, 0.587, 0.114] as const;
/** Shares with which colour photographs imitate near infrared: skin is as bright there as in red. */
const INFRARED_SHARES = [0.7, 0.25, 0.05] as const;

/** A table from one byte to another, 256 entries. */
export type ByteTable = Uint8ClampedArray;

/**
 * The table of a tone curve: contrast around mid-grey, then gamma, then brightness.
 *
 * @param gain multiplies the result (brightness).
 * @param contrast slope around 128.
 * @param gamma exponent on 0..1; below 1 lifts the shadows.
 */
export function toneTable(gain: number, contrast: number, gamma: number): ByteTable {
  const table = new Uint8ClampedArray(256);
  for (let v = 0; v < 256; v++) {
    const stretched = Math.min(255, Math.max(0, (v - 128) * contrast + 128));
    table[v] = 255 * gain * (stretched / 255) ** gamma;
  }
  return table;
}

/** Maps each channel of interleaved RGB through its table. */
export function applyTables(
  image: Uint8Array,
  red: ByteTable,
  green: ByteTable = red,
  blue: ByteTable = red,
): void {
  for (let i = 0; i < image.length; i += 3) {
    image[i] = red[image[i]];
    image[i + 1] = green[image[i + 1]];
    image[i + 2] = blue[image[i + 2]];
  }
}

/** Moves every pixel towards its grey (`amount` < 1; 0 is grey) or away from it (> 1). */
export function saturate(image: Uint8Array, amount: number): void {
  const clamped = clampedView(image);
  for (let i = 0; i < image.length; i += 3) {
    const red = image[i];
    const green = image[i + 1];
    const blue = image[i + 2];
    const grey = lumaOf(red, green, blue);
    clamped[i] = grey + amount * (red - grey);
    clamped[i + 1] = grey + amount * (green - grey);
    clamped[i + 2] = grey + amount * (blue - grey);
  }
}

/** Rec. 601 brightness, in the unit of its arguments. */
export function lumaOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Makes the image grey. */
export function toGrey(image: Uint8Array): void {
  mixGrey(image, LUMA_SHARES, toneTable(1, 1, 1));
}

/** Makes the image grey as an infrared camera sees it. `gamma` below 1 lifts the shadows. */
export function toInfrared(image: Uint8Array, gamma: number): void {
  mixGrey(image, INFRARED_SHARES, toneTable(1, 0.95, gamma));
}

/** Makes the image grey with these shares of red, green and blue, then sends it through a table. */
function mixGrey(
  image: Uint8Array,
  shares: readonly [number, number, number],
  table: ByteTable,
): void {
  const [redShare, greenShare, blueShare] = shares;
  for (let i = 0; i < image.length; i += 3) {
    const mixed = redShare * image[i] + greenShare * image[i + 1] + blueShare * image[i + 2];
    const grey = table[Math.min(255, mixed) | 0];
    image[i] = grey;
    image[i + 1] = grey;
    image[i + 2] = grey;
  }
}

/** Random brightness, contrast and gamma, mild. */
export function changeTone(image: Uint8Array, random: Random): void {
  const gain = random.between(0.75, 1.25);
  applyTables(image, toneTable(gain, random.between(0.7, 1.3), random.between(0.7, 1.4)));
}

/**
 * Random gains of the three channels, then a random saturation.
 *
 * @param cast how far a gain may be from 1.
 * @param saturation lowest and highest factor of `saturate`.
 */
export function changeColours(
  image: Uint8Array,
  cast: number,
  saturation: readonly [number, number],
  random: Random,
): void {
  const table = () => toneTable(random.between(1 - cast, 1 + cast), 1, 1);
  applyTables(image, table(), table(), table());
  saturate(image, random.between(...saturation));
}

/**
 * Gamma and gain of a float plane of grey values, clipped at 255 where a sensor saturates.
 *
 * @param stretch first brings the brightest pixel to 255: infrared images may use a tenth of the range.
 */
export function bendPlaneTone(
  plane: Float32Array,
  gamma: number,
  gain: number,
  stretch: boolean,
): void {
  let brightest = 16;
  for (let at = 0; at < plane.length; at++) {
    const value = 255 * (Math.max(0, plane[at]) / 255) ** gamma;
    plane[at] = value;
    brightest = Math.max(brightest, value);
  }
  const factor = gain * (stretch ? 255 / brightest : 1);
  for (let at = 0; at < plane.length; at++) plane[at] = Math.min(255, plane[at] * factor);
}

/** The mean of a plane. */
export function meanOf(plane: Float32Array): number {
  let sum = 0;
  for (const value of plane) sum += value;
  return sum / plane.length;
}

/** The standard deviation of a plane: its contrast. */
export function deviationOf(plane: Float32Array): number {
  const mean = meanOf(plane);
  let squares = 0;
  for (const value of plane) squares += (value - mean) ** 2;
  return Math.sqrt(squares / plane.length);
}

/** Writes grey values as bytes, rounded and clipped to 0..255. */
export function toBytes(plane: Float32Array, into: Uint8Array): void {
  for (let at = 0; at < plane.length; at++) {
    into[at] = Math.max(0, Math.min(255, Math.round(plane[at])));
  }
}

/** The same bytes, but written with rounding and clamping to 0..255. */
export function clampedView(image: Uint8Array): Uint8ClampedArray {
  return new Uint8ClampedArray(image.buffer, image.byteOffset, image.length);
}
