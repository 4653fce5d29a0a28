// Varied eyes: lashes fade, iris and lid line stay, nothing moves far from the eye.

import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { CROP_SIDE, type EyePatch } from "./source.ts";
import { varyEye } from "./vary.ts";

const SIDE = CROP_SIDE + 32;
const MIDDLE = (SIDE - 1) / 2;
const SKIN = 150;
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** Skin, a lid line as long as the eye, and below it either an iris or a comb of lashes. */
function drawnEye(open: boolean): EyePatch {
  const grey = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [u, v] = [x - MIDDLE, y - MIDDLE];
      const line = Math.abs(u) < 16 && Math.abs(v) < 1.5;
      const iris = open && Math.hypot(u, v) < 6;
      const lash = !open && Math.abs(u) < 16 && v > 0 && v < 7 && x % 4 === 0;
      grey[y * SIDE + x] = line || iris || lash ? 30 : SKIN;
    }
  }
  return { side: SIDE, grey };
}

/** Mean grey value of a rectangle around a point given relative to the eye's middle. */
function meanAround(
  { grey }: EyePatch,
  [u, v]: [number, number],
  across: number,
  down: number,
): number {
  let [sum, count] = [0, 0];
  for (let y = Math.ceil(MIDDLE + v - down); y <= MIDDLE + v + down; y++) {
    for (let x = Math.ceil(MIDDLE + u - across); x <= MIDDLE + u + across; x++, count++) {
      sum += grey[y * SIDE + x];
    }
  }
  return sum / count;
}

const mean = (values: readonly number[]) => values.reduce((p, q) => p + q, 0) / values.length;

test("lashes of a shut eye fade; its lid line and the iris of an open eye stay dark", () => {
  const [shut, open] = [drawnEye(false), drawnEye(true)];
  const varied = SEEDS.map((seed) => ({
    shut: varyEye(shut, randomFrom(seed)),
    open: varyEye(open, randomFrom(seed)),
  }));
  const lashes = mean(varied.map((eyes) => meanAround(eyes.shut, [0, 5], 12, 1)));
  expect(lashes).toBeGreaterThan(meanAround(shut, [0, 5], 12, 1) + 5);
  expect(mean(varied.map((eyes) => meanAround(eyes.shut, [0, 1], 12, 3)))).toBeLessThan(SKIN - 25);
  for (const eyes of varied) {
    const skin = meanAround(eyes.open, [0, 0], 40, 40);
    expect(meanAround(eyes.open, [0, 0], 3, 2)).toBeLessThan(skin - 5);
  }
});

test("the same random numbers give the same eye, others another", () => {
  const eye = drawnEye(true);
  expect(varyEye(eye, randomFrom(4))).toEqual(varyEye(eye, randomFrom(4)));
  expect(varyEye(eye, randomFrom(4))).not.toEqual(varyEye(eye, randomFrom(5)));
});

test("lids bend, but places more than an eye's width above and below do not move", () => {
  const striped: EyePatch = {
    side: SIDE,
    grey: Uint8Array.from({ length: SIDE * SIDE }, (_, at) => (at < 12 * SIDE ? 60 : 200)),
  };
  const edges = SEEDS.map((seed) => varyEye(striped, randomFrom(seed))).map(({ grey }) =>
    Array.from({ length: SIDE }, (_, x) => grey[13 * SIDE + x] > grey[10 * SIDE + x]),
  );
  expect(mean(edges.map((edge) => edge.filter((jump) => jump).length / SIDE))).toBeGreaterThan(
    0.98,
  );
});
