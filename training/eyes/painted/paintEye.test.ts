// Painted eyes: an open one shows its iris between the lids, a shut one nothing but skin and lashes; no two are alike.

import { expect, test } from "vitest";
import { randomFrom } from "../../../src/math/random.ts";
import type { EyeSample } from "../source.ts";
import { SIDE } from "./canvas.ts";
import { drawLids, type Lids, lidLines } from "./lids.ts";
import { paintEye } from "./paintEye.ts";

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);
const eyes = SEEDS.map((seed) => paintEye(randomFrom(seed)));
const mean = (values: readonly number[]) => values.reduce((p, q) => p + q, 0) / values.length;

/** Standard deviation of the grey values of the eye's middle, relative to their mean. */
function contrast({ patch: { grey } }: EyeSample): number {
  const values: number[] = [];
  for (let y = SIDE * 0.4; y < SIDE * 0.6; y++) {
    for (let x = SIDE * 0.35; x < SIDE * 0.65; x++) {
      values.push(grey[Math.floor(y) * SIDE + Math.floor(x)]);
    }
  }
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) / middle;
}

test("half of the eyes are open, and all are seen", () => {
  const open = eyes.filter((eye) => eye.open).length;
  expect(open).toBeGreaterThan(70);
  expect(open).toBeLessThan(130);
  expect(eyes.every(({ seen, patch }) => seen && patch.grey.length === SIDE * SIDE)).toBe(true);
});

test("lids of open eyes are apart and do not cross, those of shut ones nearly meet", () => {
  for (const seed of SEEDS) {
    const lids = drawLids(randomFrom(seed));
    const { upper, lower } = lidLines(lids);
    const gaps = Array.from(upper, (height, x) => lower[x] - height);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    // In halves of the eye's width.
    if (lids.open) expect(Math.max(...gaps)).toBeGreaterThan(0.15);
    else expect(Math.max(...gaps)).toBeLessThan(0.1);
  }
});

test("the upper lid of lowered eyes hangs further down than that of other open eyes, and they are open less wide", () => {
  const open = SEEDS.map((seed) => drawLids(randomFrom(seed))).filter((lids) => lids.open);
  const middle = (lids: Lids) => lidLines(lids).upper[SIDE / 2];
  const lowered = open.filter((lids) => lids.lowered);
  const others = open.filter((lids) => !lids.lowered);
  expect(lowered.length).toBeGreaterThan(20);
  expect(mean(lowered.map(middle))).toBeGreaterThan(mean(others.map(middle)) + 0.2);
  expect(mean(lowered.map(({ gap }) => gap))).toBeLessThan(mean(others.map(({ gap }) => gap)));
});

test("open eyes have more contrast than shut ones on average, but thin and heavy kinds of both overlap", () => {
  const of = (open: boolean) => eyes.filter((eye) => eye.open === open).map(contrast);
  expect(mean(of(true))).toBeGreaterThan(mean(of(false)));
  expect(Math.max(...of(false))).toBeGreaterThan(mean(of(true)));
});

test("the same random numbers give the same eye, others another", () => {
  expect(paintEye(randomFrom(4))).toEqual(eyes[4]);
  expect(paintEye(randomFrom(5))).not.toEqual(eyes[4]);
});
