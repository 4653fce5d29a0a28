// Random postures: head pose, gaze and expression.

import type { Random } from "../../src/math/random.ts";
import type { PostureSpec } from "./driverSpec.ts";
import { bounded } from "./randomChoice.ts";

/** Largest yaw, in degrees; beyond it half of the 68 points are not in the image. */
export const WIDEST_YAW = 75;

/** A random head pose, gaze and expression. */
export function randomPosture(random: Random): PostureSpec {
  // Half of the poses are uniform, half are close to the road ahead, so that there are enough frontal faces.
  const yaw = random.chance(0.5) ? random.between(-WIDEST_YAW, WIDEST_YAW) : 18 * random.normal();
  return {
    yaw: bounded(yaw, -WIDEST_YAW, WIDEST_YAW),
    pitch: bounded(11 * random.normal() - 1, -35, 30),
    roll: bounded(9 * random.normal(), -30, 30),
    gaze: {
      yaw: bounded(13 * random.normal(), -38, 38),
      pitch: random.chance(0.2)
        ? random.between(-38, -12)
        : bounded(7 * random.normal() - 2, -25, 22),
    },
    expression: randomExpression(random),
  };
}

function randomExpression(random: Random): Record<string, number> {
  const weights: Record<string, number> = {};
  const both = (name: string, weight: number) => {
    weights[`${name}_L`] = weight;
    weights[`${name}_R`] = weight;
  };
  const lids = random.next();
  if (random.chance(0.09)) {
    // A yawn: jaw open, lids nearly closed, brows raised.
    weights["jawOpen"] = random.between(0.65, 1);
    both("mouthStretch", random.between(0, 0.4));
    both("browInnerUp", random.between(0.1, 0.8));
    both("eyeBlink", random.between(0.3, 1));
    return weights;
  }
  if (random.chance(0.18)) weights["jawOpen"] = random.between(0.2, 0.7);
  else if (random.chance(0.3)) weights["jawOpen"] = random.between(0.03, 0.25);
  if (random.chance(0.25)) both("mouthSmile", random.between(0.2, 0.9));
  if (random.chance(0.1)) weights["mouthPucker"] = random.between(0.2, 0.8);
  if (random.chance(0.08)) weights["mouthFunnel"] = random.between(0.2, 0.7);
  if (random.chance(0.08)) both("mouthFrown", random.between(0.2, 0.8));
  if (random.chance(0.2)) both("browInnerUp", random.between(0.2, 0.9));
  if (random.chance(0.2)) both("browDown", random.between(0.2, 0.9));
  if (random.chance(0.15)) both("cheekSquint", random.between(0.2, 0.8));
  if (lids < 0.22) both("eyeBlink", random.between(0.9, 1));
  else if (lids < 0.45) both("eyeBlink", random.between(0.1, 0.7));
  else if (lids < 0.52) both("eyeWide", random.between(0.3, 1));
  return weights;
}
