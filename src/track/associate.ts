// Which face of this frame is which of the last one.

import type { Box } from "../image/geometry.ts";

/** Two boxes can show one face when their middles are nearer than this many times their mean size … */
const FARTHEST = 0.9;
/** … and one is at most this many times larger than the other. */
const MOST_GROWTH = 1.8;

/**
 * Pairs the boxes of two frames, nearest first; each box is used at most once.
 *
 * @returns for each box of `now` the index of its partner in `before`, or null.
 */
export function associate(before: readonly Box[], now: readonly Box[]): (number | null)[] {
  const pairs = before
    .flatMap((p, from) => now.map((q, to) => ({ from, to, distance: distanceBetween(p, q) })))
    .filter(({ distance }) => distance < FARTHEST)
    .sort((p, q) => p.distance - q.distance);
  const partners: (number | null)[] = now.map(() => null);
  const taken = new Set<number>();
  for (const { from, to } of pairs) {
    if (taken.has(from) || partners[to] !== null) continue;
    partners[to] = from;
    taken.add(from);
  }
  return partners;
}

/** Distance of the middles in mean sizes; infinite when the sizes differ too much for one face. */
function distanceBetween(p: Box, q: Box): number {
  const sizeP = sizeOf(p);
  const sizeQ = sizeOf(q);
  const growth = Math.max(sizeP, sizeQ) / Math.min(sizeP, sizeQ);
  if (!(growth <= MOST_GROWTH)) return Number.POSITIVE_INFINITY;
  const x = p.x + p.width / 2 - (q.x + q.width / 2);
  const y = p.y + p.height / 2 - (q.y + q.height / 2);
  return Math.hypot(x, y) / ((sizeP + sizeQ) / 2);
}

function sizeOf({ width, height }: Box): number {
  return Math.sqrt(width * height);
}
