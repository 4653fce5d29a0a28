// The skin around a painted eye: uneven light, the socket's shade, the brow, and the upper lid's own skin.

import type { Random } from "../../../src/math/random.ts";
import { bell } from "../../../src/math/statistics.ts";
import { placeOf, SIDE } from "./canvas.ts";
import type { LidLines, Lids } from "./lids.ts";

/** Skin with uneven light, the socket's shade, a brow, and soft spots. */
export function paintSkin(random: Random): Float32Array<ArrayBuffer> {
  const skin = random.between(45, 215);
  const image = new Float32Array(SIDE * SIDE).fill(skin);
  const [across, down] = [random.between(-0.12, 0.12), random.between(-0.12, 0.12)];
  for (let at = 0; at < image.length; at++) {
    image[at] *= 1 + across * placeOf(at % SIDE) + down * placeOf(Math.floor(at / SIDE));
  }
  const spot = (x: number, y: number, wide: number, high: number, gain: number) =>
    paintSpot(image, x, y, wide, high, gain);
  spot(random.between(-0.5, 0.5), random.between(-0.7, -0.2), 1, 0.4, random.between(-0.5, 0.15));
  const side = random.chance(0.5) ? 1 : -1;
  spot(1.4 * side, random.between(-0.6, 0.3), 0.5, 0.7, random.between(-0.5, 0.1));
  spot(0, random.between(0.3, 0.8), 1, 0.3, random.between(-0.3, 0.25));
  for (let count = random.below(5); count > 0; count--) {
    const [x, y] = [random.between(-2.5, 2.5), random.between(-2.5, 2.5)];
    spot(x, y, random.between(0.2, 1.2), random.between(0.1, 0.7), random.between(-0.3, 0.3));
  }
  if (random.chance(0.85)) paintBrow(image, random);
  return image;
}

function paintBrow(image: Float32Array, random: Random): void {
  const height = random.between(0.7, 1.8);
  const thick = random.between(0.08, 0.3);
  const depth = -random.between(0.05, 0.85);
  const [slant, curve] = [random.between(-0.3, 0.3), random.between(0, 0.35)];
  const [reach, shift] = [random.between(0.9, 1.8), random.between(-0.4, 0.4)];
  const hairs = random.between(0, 0.7);
  const count = random.between(12, 45);
  for (let x = 0; x < SIDE; x++) {
    const u = placeOf(x) - shift;
    const fade = 1 - (u / reach) ** 4;
    if (fade <= 0) continue;
    const line = -height - curve * (1 - u * u) + slant * u;
    for (let y = 0; y < SIDE; y++) {
      const v = (placeOf(y) - line) / thick;
      if (Math.abs(v) > 2.5) continue;
      const hair = 1 - hairs * (0.5 + 0.5 * Math.sin(count * (u + 0.3 * v * thick)));
      image[y * SIDE + x] *= 1 + depth * fade * hair * bell(v);
    }
  }
}

function paintSpot(
  image: Float32Array,
  x: number,
  y: number,
  wide: number,
  high: number,
  gain: number,
): void {
  const columns = Float32Array.from({ length: SIDE }, (_, at) => bell((placeOf(at) - x) / wide));
  for (let row = 0; row < SIDE; row++) {
    const strength = gain * bell((placeOf(row) - y) / high);
    if (Math.abs(strength) < 0.004) continue;
    for (let at = 0; at < SIDE; at++) image[row * SIDE + at] *= 1 + strength * columns[at];
  }
}

/** The upper lid's skin between its fold and its edge: painted, shining or in shade. */
export function paintPlate(
  image: Float32Array,
  lids: Lids,
  { upper }: LidLines,
  random: Random,
): void {
  const tall = lids.open && !lids.lowered ? random.between(0.1, 0.35) : random.between(0.2, 0.7);
  const gain = random.chance(0.6) ? -random.between(0.05, 0.6) : random.between(0.05, 0.4);
  for (let x = 0; x < SIDE; x++) {
    const u = placeOf(x);
    const share = 1 - Math.abs(u) ** 4;
    if (share <= 0) continue;
    for (let y = 0; y < SIDE; y++) {
      const v = (upper[x] - placeOf(y)) / (tall * Math.sqrt(share));
      if (v < -0.1 || v > 2) continue;
      image[y * SIDE + x] *= 1 + gain * share * bell(Math.max(0, v - 0.5) * 2);
    }
  }
}
