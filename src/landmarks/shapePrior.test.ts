import { expect, test } from "vitest";
import { TEST_SHAPE } from "../../testing/shapes.ts";
import type { Point } from "../image/geometry.ts";
import { randomFrom } from "../math/random.ts";
import type { Peak } from "./heatmap.ts";
import { FLIP_PERMUTATION, REGIONS } from "./scheme68.ts";
import { restoreShape } from "./shapePrior.ts";

const STRONG = 1;
const WEAK = 0.15;

/** A turned face of the test model on a heat map, by a seed. */
function drawnFace(seed: number): Point[] {
  const random = randomFrom(seed);
  const coefficients = TEST_SHAPE.modes.map(() => random.normal());
  const angle = 0.4 * random.normal();
  const [a, b] = [18 * Math.cos(angle), 18 * Math.sin(angle)];
  const shape = TEST_SHAPE.mean.map((mean, i) =>
    TEST_SHAPE.modes.reduce((sum, mode, m) => sum + coefficients[m] * mode[i], mean),
  );
  return TEST_SHAPE.residual.map((_, k) => {
    const [x, y] = [shape[2 * k], shape[2 * k + 1]];
    return { x: a * x - b * y + 31, y: b * x + a * y + 33 };
  });
}

function meanError(found: readonly Point[], truth: readonly Point[], of: readonly number[]) {
  const errors = of.map((k) => {
    const [p, q] = [found[k], truth[k]];
    return Math.hypot(p.x - q.x, p.y - q.y);
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

const HIDDEN = Array.from({ length: 23 }, (_, k) => (k < 3 ? k + 6 : k + 45));
const SEEN = FLIP_PERMUTATION.map((_, k) => k).filter((k) => !HIDDEN.includes(k));

/** The face's peaks: strong ones near their places, those of mouth and chin weak and anywhere near. */
function seenPeaks(face: readonly Point[], seed: number): Peak[] {
  const random = randomFrom(seed);
  return face.map(({ x, y }, k) => {
    const [error, value] = HIDDEN.includes(k) ? [6, -WEAK] : [0.3, STRONG];
    return { x: x + error * random.normal(), y: y + error * random.normal(), value };
  });
}

test("a hidden third of a face is reconstructed from the rest", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const face = drawnFace(seed);
    const peaks = seenPeaks(face, seed + 100);
    const restored = restoreShape(peaks, TEST_SHAPE);
    expect(meanError(restored, face, HIDDEN)).toBeLessThan(0.25 * meanError(peaks, face, HIDDEN));
    expect(meanError(restored, face, SEEN)).toBeLessThanOrEqual(meanError(peaks, face, SEEN));
  }
});

test("a high peak in a clearly wrong place is ignored", () => {
  const face = drawnFace(6);
  const peaks = face.map((p, k) => ({ ...p, x: k === 8 ? p.x + 25 : p.x, value: STRONG }));
  const restored = restoreShape(peaks, TEST_SHAPE);
  expect(meanError(restored, face, [8])).toBeLessThan(2);
});

test("high peaks that form a face keep their positions", () => {
  for (const seed of [7, 8, 9]) {
    const face = drawnFace(seed);
    const restored = restoreShape(
      face.map((p) => ({ ...p, value: STRONG })),
      TEST_SHAPE,
    );
    for (const k of face.keys()) expect(meanError(restored, face, [k])).toBeLessThan(0.1);
  }
});

test("a mirrored face is restored to the mirror image", () => {
  const mirror = <P extends Point>(points: readonly P[]) =>
    FLIP_PERMUTATION.map((k) => ({ ...points[k], x: 63 - points[k].x }));
  const peaks = seenPeaks(drawnFace(10), 110);
  const there = restoreShape(mirror(peaks), TEST_SHAPE);
  const here = mirror(restoreShape(peaks, TEST_SHAPE));
  const all = Array.from(here.keys());
  // The mean shape is mirror symmetric to its last printed digit.
  expect(meanError(there, here, all)).toBeLessThan(0.01);
});

test("peaks without information give finite numbers", () => {
  const random = randomFrom(11);
  const anywhere = FLIP_PERMUTATION.map(() => ({
    x: random.between(0, 63),
    y: random.between(0, 63),
    value: 0,
  }));
  const oneSpot = anywhere.map(() => ({ x: 20, y: 30, value: 0.4 }));
  for (const { x, y } of restoreShape(anywhere, TEST_SHAPE)) {
    expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  }
  expect(restoreShape(oneSpot, TEST_SHAPE)).toEqual(oneSpot.map(({ x, y }) => ({ x, y })));
  expect(() => restoreShape(oneSpot.slice(REGIONS.jaw[1]), TEST_SHAPE)).toThrow(/68 peaks/);
});
