// Lines along the lids of a painted eye: folds of the skin, lid edges and lashes, from none to a dark band.

import type { Random } from "../../../src/math/random.ts";
import { bell } from "../../../src/math/statistics.ts";
import { HALF, placeOf, SIDE } from "./canvas.ts";
import type { Lids } from "./lids.ts";

/** A dark or bright line along an arch: a fold, a brow, lashes. */
export interface Stroke {
  /** Height of its middle and of its ends relative to the upper lid. */
  readonly away: number;
  readonly curve: number;
  /** How far it fades above and below. */
  readonly up: number;
  readonly down: number;
  /** Gain of the grey value, −1..1. */
  readonly depth: number;
  /** How far it reaches to both sides. */
  readonly reach: number;
  /** Hairs: their share of the depth, how many, and how slanted. */
  readonly hairs: number;
  readonly count: number;
  readonly lean: number;
}

/** Folds above the upper lid: the lid's own, and those of old or puffy skin. */
export function folds(lids: Lids, random: Random): Stroke[] {
  const fold = (away: number): Stroke => ({
    ...SMOOTH,
    away: -away,
    curve: random.between(-0.1, 0.25),
    up: random.between(0.03, 0.14),
    down: random.between(0.02, 0.07),
    depth: -random.between(0.05, 0.55),
    reach: random.between(0.8, 1.3),
  });
  const first = lids.open && !lids.lowered ? random.between(0.06, 0.3) : random.between(0.15, 0.6);
  const strokes = random.chance(0.7) ? [fold(first)] : [];
  return random.chance(0.3) ? [...strokes, fold(first + random.between(0.1, 0.3))] : strokes;
}

const SMOOTH = { hairs: 0, count: 1, lean: 0 } as const;

export function lowerFold(random: Random): Stroke {
  return {
    ...SMOOTH,
    away: random.between(0.12, 0.8),
    curve: random.between(-0.35, 0.2),
    up: random.between(0.03, 0.12),
    down: random.between(0.03, 0.15),
    depth: random.chance(0.75) ? -random.between(0.05, 0.4) : random.between(0.05, 0.25),
    reach: random.between(0.7, 1.6),
  };
}

export function lowerLashes(random: Random): Stroke {
  return {
    away: 0,
    curve: 0,
    up: 0.03,
    down: random.between(0.03, 0.15),
    depth: -random.between(0.05, 0.5),
    reach: 1,
    hairs: random.between(0, 1),
    count: random.between(12, 40),
    lean: random.between(-0.6, 0.6),
  };
}

/**
 * The edge of the upper lid and its lashes: above it in an open eye, below it in a shut one, either in a lowered one, from
 * none to a dark band.
 */
export function lashes({ open, lowered }: Lids, random: Random): Stroke[] {
  const edge: Stroke = {
    ...SMOOTH,
    away: 0,
    curve: 0,
    up: random.between(0.02, 0.07),
    down: random.between(0.02, 0.07),
    depth: -random.between(open ? 0.15 : 0.25, 0.9),
    reach: random.between(0.95, 1.15),
  };
  if (random.chance(0.25)) return [edge];
  const long = random.between(0.04, 0.4) * (random.chance(0.5) ? 0.5 : 1);
  const hanging = !open || random.chance(lowered ? 0.6 : 0.15);
  const band: Stroke = {
    away: 0,
    curve: random.between(-0.05, 0.1) * (hanging ? 1 : -1),
    up: hanging ? random.between(0.02, 0.08) : long,
    down: hanging ? (open ? long / 3 : long) : random.between(0.01, 0.05),
    depth: -random.between(0.15, 0.95),
    reach: random.between(0.9, 1.3),
    hairs: random.between(0, 1),
    count: random.between(14, 60),
    lean: random.between(-0.8, 0.8),
  };
  return [edge, band];
}

/** @param line the height of a lid for each column. */
export function paintStroke(
  image: Float32Array,
  line: Float32Array,
  { away, curve, up, down, depth, reach, hairs, count, lean }: Stroke,
): void {
  for (let x = 0; x < SIDE; x++) {
    const u = placeOf(x);
    const fade = 1 - (u / reach) ** 4;
    if (fade <= 0) continue;
    const middle = line[x] + away - curve * (1 - u * u);
    const from = Math.max(0, Math.floor((middle - 2.5 * up) * HALF + SIDE / 2));
    const to = Math.min(SIDE - 1, Math.ceil((middle + 2.5 * down) * HALF + SIDE / 2));
    for (let y = from; y <= to; y++) {
      const v = placeOf(y) - middle;
      const hair = hairs === 0 ? 1 : 1 - hairs * (0.5 + 0.5 * Math.sin(count * (u - lean * v * u)));
      image[y * SIDE + x] *= 1 + depth * fade * hair * bell(v / (v < 0 ? up : down));
    }
  }
}
