// Style: changes that keep shapes and alter what surfaces and cameras look like, so that a network that saw only renders
// does not rely on their skin, hair and light (domain randomisation: Tobin et al. 2017; random convolutions: Xu et al. 2021).

import type { Random } from "../../src/math/random.ts";
import { cloudField } from "./clouds.ts";
import { applyTables, toneTable } from "./tone.ts";

/** One to three random changes of style of a square RGB image, in place. */
export function changeStyle(image: Uint8Array, size: number, random: Random): void {
  const changes = [mixChannels, bendChannels, unevenLight, texture, edges];
  const count = 1 + random.below(3);
  for (let i = 0; i < count; i++) {
    const [change] = changes.splice(random.below(changes.length), 1);
    change?.(image, size, random);
  }
}

/** Each channel becomes a mixture of the three. */
function mixChannels(image: Uint8Array, _: number, random: Random): void {
  const strength = random.between(0.1, 0.6);
  const clamped = new Uint8ClampedArray(image.buffer, image.byteOffset, image.length);
  const rows = [0, 1, 2].map((channel) => {
    const row = [0, 1, 2].map(
      (k) => (k === channel ? 1 : 0) + strength * random.between(-0.5, 0.7),
    );
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / Math.max(0.5, sum)) as [number, number, number];
  }) as [[number, number, number], [number, number, number], [number, number, number]];
  for (let i = 0; i < image.length; i += 3) {
    const [red, green, blue] = [image[i], image[i + 1], image[i + 2]];
    for (let c = 0; c < 3; c++) {
      const row = rows[c];
      clamped[i + c] = row[0] * red + row[1] * green + row[2] * blue;
    }
  }
}

/** A tone curve of its own for each channel. */
function bendChannels(image: Uint8Array, _: number, random: Random): void {
  const shared = 0.5 * 4 ** random.next();
  const table = () =>
    toneTable(
      random.between(0.85, 1.15),
      random.between(0.6, 1.5),
      shared * random.between(0.85, 1.2),
    );
  applyTables(image, table(), table(), table());
}

/** Smooth bright and dark places, as under leaves or by several lamps. */
function unevenLight(image: Uint8Array, size: number, random: Random): void {
  const field = cloudField(size, random.between(0.7, 4), 2, random);
  multiply(image, field, random.between(0.2, 0.7));
}

/** Fine texture over everything: pores, grain of film, cloth, screens. */
function texture(image: Uint8Array, size: number, random: Random): void {
  const field = cloudField(size, random.between(20, 90), 2, random);
  multiply(image, field, random.between(0.05, 0.25));
}

function multiply(image: Uint8Array, field: Float32Array, strength: number): void {
  const clamped = new Uint8ClampedArray(image.buffer, image.byteOffset, image.length);
  for (let i = 0; i < field.length; i++) {
    const factor = 1 + strength * field[i];
    clamped[3 * i] = image[3 * i] * factor;
    clamped[3 * i + 1] = image[3 * i + 1] * factor;
    clamped[3 * i + 2] = image[3 * i + 2] * factor;
  }
}

/** A random 3 × 3 filter mixed with the image: sharper, softer or embossed. */
function edges(image: Uint8Array, size: number, random: Random): void {
  const kernel = Float32Array.from({ length: 9 }, () => 0.25 * random.normal());
  const sum = kernel.reduce((total, value) => total + value, 0);
  // Flat areas keep their brightness.
  kernel[4] = (kernel[4] ?? 0) + 1 - sum;
  const from = Uint8Array.from(image);
  const clamped = new Uint8ClampedArray(image.buffer, image.byteOffset, image.length);
  const row = 3 * size;
  for (let y = 1; y < size - 1; y++) {
    for (let i = y * row + 3; i < (y + 1) * row - 3; i++) {
      clamped[i] =
        kernel[0] * from[i - row - 3] +
        kernel[1] * from[i - row] +
        kernel[2] * from[i - row + 3] +
        kernel[3] * from[i - 3] +
        kernel[4] * from[i] +
        kernel[5] * from[i + 3] +
        kernel[6] * from[i + row - 3] +
        kernel[7] * from[i + row] +
        kernel[8] * from[i + row + 3];
    }
  }
}
