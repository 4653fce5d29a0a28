// Eyes painted from numbers alone, in more kinds than rendered people have: thin and heavy lid lines, narrow and puffy eyes.

import type { Random } from "../../../src/math/random.ts";
import { threeTapBlur } from "../../imaging/blur.ts";
import { toBytes } from "../../imaging/tone.ts";
import type { EyeSample } from "../source.ts";
import { paintBall } from "./ball.ts";
import { SIDE } from "./canvas.ts";
import { drawLids, lidLines } from "./lids.ts";
import { paintPlate, paintSkin } from "./skin.ts";
import { folds, lashes, lowerFold, lowerLashes, paintStroke } from "./strokes.ts";

/** Paints an eye, open or shut equally often. All randomness comes from `random`. */
export function paintEye(random: Random): EyeSample {
  const lids = drawLids(random);
  const lines = lidLines(lids);
  const image = paintSkin(random);
  if (random.chance(0.6)) paintPlate(image, lids, lines, random);
  for (const stroke of folds(lids, random)) paintStroke(image, lines.upper, stroke);
  for (let count = random.below(4); count > 0; count--) {
    paintStroke(image, lines.lower, lowerFold(random));
  }
  if (lids.open) paintBall(image, lids, lines, random);
  if (lids.open && random.chance(0.6)) paintStroke(image, lines.lower, lowerLashes(random));
  for (const stroke of lashes(lids, random)) paintStroke(image, lines.upper, stroke);
  const soft = threeTapBlur(image, SIDE, SIDE, random.between(0.05, 0.25));
  const grain = random.chance(0.5) ? random.between(0, 4) : 0;
  if (grain > 0) for (let at = 0; at < soft.length; at++) soft[at] += grain * random.normal();
  const grey = new Uint8Array(SIDE * SIDE);
  toBytes(soft, grey);
  return { patch: { side: SIDE, grey }, open: lids.open, seen: true };
}
