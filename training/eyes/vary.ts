// Other eyes out of one: rendered people have long lashes, flat shut lids and smooth skin, photographed ones often have not.

import type { Random } from "../../src/math/random.ts";
import { bell } from "../../src/math/statistics.ts";
import { deviationOf, meanOf, toBytes } from "../imaging/tone.ts";
import { CROP_SIDE, type EyePatch } from "./source.ts";

/** Probability of each change. */
const CHANCES = { lids: 0.7, lashes: 0.55, shading: 0.5, folds: 0.55, tones: 0.35 };

/**
 * The same eye with lids of another height and curve, and other skin (`varySkin`). An open eye stays open and a shut one shut.
 * All randomness comes from `random`.
 */
export function varyEye(patch: EyePatch, random: Random): EyePatch {
  const { side } = patch;
  const width = CROP_SIDE / 2;
  const given = Float32Array.from(patch.grey);
  const image = random.chance(CHANCES.lids) ? bendLids(given, side, width, random) : given;
  varySkin(image, side, width, random);
  const grey = new Uint8Array(image.length);
  toBytes(image, grey);
  return { side, grey };
}

/**
 * Gives an eye thinner lashes, other shading of its socket, folds of the skin, and the hard light of a flash or a dark room, in
 * place. Lids and iris stay where they are.
 *
 * @param image `side` × `side` grey values with the eye in the middle.
 * @param width distance between the eye's corners in pixels.
 */
export function varySkin(image: Float32Array, side: number, width: number, random: Random): void {
  if (random.chance(CHANCES.lashes)) thinLashes(image, side, random);
  if (random.chance(CHANCES.shading)) {
    for (let count = 1 + random.below(3); count > 0; count--) shade(image, side, width, random);
  }
  if (random.chance(CHANCES.folds)) {
    const scale = deviationOf(image);
    for (let count = 1 + random.below(5); count > 0; count--) {
      drawFold(image, side, width, scale, random);
    }
  }
  if (random.chance(CHANCES.tones)) clipTones(image, random);
}

/** Skin that is white, or shadows that are black: a camera's range ends within the eye's. */
function clipTones(image: Float32Array, random: Random): void {
  const [mean, deviation] = [meanOf(image), deviationOf(image)];
  const high = mean + deviation * random.between(0.1, 1.5);
  const low = mean - deviation * random.between(0.8, 2.5);
  for (let at = 0; at < image.length; at++) image[at] = Math.min(high, Math.max(low, image[at]));
}

/**
 * Fades what is dark and narrow across: a closing of the grey values along the rows. Lashes go, iris and lid line stay.
 */
function thinLashes(image: Float32Array, side: number, random: Random): void {
  const reach = 1 + random.below(3);
  const share = random.between(0.4, 1);
  const [wide, closed] = [new Float32Array(side), new Float32Array(side)];
  for (let row = 0; row < image.length; row += side) {
    const line = image.subarray(row, row + side);
    for (let x = 0; x < side; x++) wide[x] = extreme(line, x - reach, x + reach, 1);
    for (let x = 0; x < side; x++) closed[x] = extreme(wide, x - reach, x + reach, -1);
    for (let x = 0; x < side; x++) line[x] += share * (closed[x] - line[x]);
  }
}

/** The largest (sign 1) or smallest (sign −1) value between two places of a line. */
function extreme(line: Float32Array, from: number, to: number, sign: 1 | -1): number {
  const last = Math.min(line.length - 1, to);
  let value = line[Math.max(0, from)];
  for (let x = Math.max(0, from) + 1; x <= last; x++) {
    if (sign * (line[x] - value) > 0) value = line[x];
  }
  return value;
}

/** Moves the middle of the lids up or down while the corners stay, and changes the height of the eye. */
function bendLids(
  image: Float32Array,
  side: number,
  width: number,
  random: Random,
): Float32Array<ArrayBuffer> {
  const bend = width * random.between(-0.1, 0.12);
  const slant = random.between(-0.12, 0.12);
  const height = Math.exp(random.between(-0.35, 0.25));
  const middle = (side - 1) / 2;
  const arch = Float32Array.from({ length: side }, (_, x) =>
    Math.max(-1, 1 - ((x - middle) / (width / 2)) ** 2),
  );
  const out = Float32Array.from(image);
  // Nothing moves from one eye's width above and below.
  for (let y = Math.ceil(middle - width); y <= middle + width; y++) {
    const near = (1 - ((y - middle) / width) ** 2) ** 2;
    const stretched = y + near * (y - middle) * (1 / height - 1);
    for (let x = 0; x < side; x++) {
      const from = stretched - near * (bend * arch[x] + (slant * (x - middle)) / (width / 2));
      const top = Math.max(0, Math.min(side - 2, Math.floor(from)));
      const share = Math.max(0, Math.min(1, from - top));
      const at = top * side + x;
      out[y * side + x] = image[at] + share * (image[at + side] - image[at]);
    }
  }
  return out;
}

/** A soft dark or bright spot: deep sockets, lids that shine, shade of the brow. */
function shade(image: Float32Array, side: number, width: number, random: Random): void {
  const middle = (side - 1) / 2;
  const x = middle + width * random.between(-0.7, 0.7);
  const y = middle + width * random.between(-0.7, 0.7);
  const across = width * random.between(0.2, 0.7);
  const down = width * random.between(0.12, 0.45);
  const gain = random.chance(0.6) ? random.between(-0.5, 0) : random.between(0, 0.35);
  const inside = (from: number) => Math.max(0, Math.min(side, Math.ceil(from)));
  const column = Float32Array.from({ length: side }, (_, place) => bell((place - x) / across));
  for (let row = inside(y - 3 * down); row < inside(y + 3 * down); row++) {
    const strength = gain * bell((row - y) / down);
    for (let at = inside(x - 3 * across); at < inside(x + 3 * across); at++) {
      image[row * side + at] *= 1 + strength * column[at];
    }
  }
}

/** A fold of the skin above or below the eye: a thin arc, mostly dark. */
function drawFold(
  image: Float32Array,
  side: number,
  width: number,
  scale: number,
  random: Random,
): void {
  const middle = (side - 1) / 2;
  const above = random.chance(0.4);
  const away = above ? random.between(-0.5, -0.16) : random.between(0.16, 0.6);
  const x = middle + width * random.between(-0.35, 0.35);
  const y = middle + width * away;
  const half = width * random.between(0.2, 0.65);
  const curve = width * random.between(-0.05, 0.2) * (above ? -1 : 1);
  const slope = random.between(-0.25, 0.25);
  const thick = random.between(0.6, 2.2);
  const depth = scale * (random.chance(0.8) ? -random.between(0.2, 1.1) : random.between(0.1, 0.5));
  for (let column = 0; column < side; column++) {
    const u = (column - x) / half;
    if (Math.abs(u) >= 1) continue;
    const line = y + curve * (1 - u * u) + slope * (column - x);
    const strength = depth * (1 - u * u);
    const from = Math.max(0, Math.ceil(line - 3 * thick));
    const to = Math.min(side - 1, Math.floor(line + 3 * thick));
    for (let row = from; row <= to; row++) {
      image[row * side + column] += strength * bell((row - line) / thick);
    }
  }
}
