// The lids of a painted eye: two arches between its corners.

import type { Random } from "../../../src/math/random.ts";
import { placeOf, SIDE } from "./canvas.ts";

/** The lids: two arches between the corners. */
export interface Lids {
  readonly open: boolean;
  /** The eye looks down below a lid that hangs like a shut one's. Only an open one is. */
  readonly lowered: boolean;
  /** Distance of the lids in the middle. */
  readonly gap: number;
  /** Share of the gap that is above the line between the corners. */
  readonly above: number;
  /** How far the middle hangs below the corners. */
  readonly bend: number;
  readonly slant: number;
  /** Where the arch is highest, and how flat it is. */
  readonly skew: number;
  readonly upperPower: number;
  readonly lowerPower: number;
}

/** Lids that are shut as often as not; of those that are not, some are lowered: the upper lid hangs, as in a look down. */
export function drawLids(random: Random): Lids {
  const open = random.chance(0.5);
  const lowered = open && random.chance(0.4);
  return {
    open,
    lowered,
    gap: gapOf(open, lowered, random),
    above: lowered ? random.between(0.15, 0.6) : random.between(0.45, 0.85),
    bend: open && !lowered ? random.between(-0.12, 0.14) : random.between(-0.12, 0.42),
    slant: random.between(-0.14, 0.14),
    skew: random.between(-0.35, 0.35),
    upperPower: random.between(1.5, 3.2),
    lowerPower: random.between(1.5, 3.2),
  };
}

function gapOf(open: boolean, lowered: boolean, random: Random): number {
  if (lowered) return random.between(0.16, 0.4);
  return open ? 0.19 + 0.75 * random.next() ** 1.7 : 0.08 * random.next() ** 2;
}

/** 1 in the middle of the eye, 0 at its corners and beyond. */
function arch(u: number, skew: number, power: number): number {
  const from = Math.abs(u + skew * (1 - u * u));
  return from >= 1 ? 0 : 1 - from ** power;
}

/** Heights of both lids for each column. */
export interface LidLines {
  readonly upper: Float32Array;
  readonly lower: Float32Array;
}

export function lidLines(lids: Lids): LidLines {
  const upper = new Float32Array(SIDE);
  const lower = new Float32Array(SIDE);
  for (let x = 0; x < SIDE; x++) {
    const u = placeOf(x);
    const line = lids.slant * u + lids.bend * Math.max(-0.6, 1 - u * u);
    upper[x] = line - lids.gap * lids.above * arch(u, lids.skew, lids.upperPower);
    lower[x] = line + lids.gap * (1 - lids.above) * arch(u, -lids.skew / 2, lids.lowerPower);
  }
  return { upper, lower };
}
