// What is seen between the lids of a painted eye.

import type { Random } from "../../../src/math/random.ts";
import { bell, clamp } from "../../../src/math/statistics.ts";
import { placeOf, SIDE } from "./canvas.ts";
import type { LidLines, Lids } from "./lids.ts";

/** White, iris, pupil, the lid's shadow and a highlight, where the lids let them be seen. */
export function paintBall(
  image: Float32Array,
  lids: Lids,
  { upper, lower }: LidLines,
  random: Random,
): void {
  const skin = image[Math.round(SIDE * 0.7) * SIDE + SIDE / 2];
  const white = Math.min(250, skin * random.between(0.75, 1.7));
  const iris = Math.min(white * 0.95, skin * random.between(0.1, 0.9));
  const pupil = iris * random.between(0.1, 0.8);
  const radius = random.between(0.36, 0.48);
  const small = radius * random.between(0.25, 0.6);
  const limbus = random.between(0.5, 1);
  const middle = lids.bend + lids.gap * (0.5 - lids.above);
  const sunk = lids.lowered ? random.between(0.05, 0.35) : random.between(-0.15, 0.12);
  const [x0, y0] = [random.between(-0.45, 0.45), middle + sunk];
  const shadow = { depth: random.between(0, 0.6), tall: random.between(0.04, 0.2) };
  const corner = random.between(0, 0.6);
  const glint = {
    x: x0 + random.between(-0.3, 0.3),
    y: y0 + random.between(-0.25, 0.15),
    size: random.chance(0.65) ? random.between(0.04, 0.12) : 0,
  };
  for (let x = 0; x < SIDE; x++) {
    const u = placeOf(x);
    if (Math.abs(u) > 1.05) continue;
    for (let y = 0; y < SIDE; y++) {
      const v = placeOf(y);
      const inside = soft((v - upper[x]) / 0.05) * soft((lower[x] - v) / 0.05);
      if (inside <= 0) continue;
      const from = Math.hypot(u - x0, v - y0);
      let value = white * (1 - corner * u ** 4);
      const disc = soft((radius - from) / 0.06);
      const rim = from > radius * 0.8 ? limbus : 1;
      value += disc * (iris * rim - value);
      value += soft((small - from) / 0.05) * (pupil - value);
      value *= 1 - shadow.depth * bell(Math.max(0, v - upper[x]) / shadow.tall);
      if (glint.size > 0) {
        value += (255 - value) * bell(Math.hypot(u - glint.x, v - glint.y) / glint.size);
      }
      const at = y * SIDE + x;
      image[at] += inside * (value - image[at]);
    }
  }
}

/** 0 below −½, 1 above ½. */
function soft(distance: number): number {
  return clamp(distance + 0.5, 0, 1);
}
