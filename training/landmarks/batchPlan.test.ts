// The batch plan: epochs without gaps, and batches that depend on seed and number alone.

import { expect, test } from "vitest";
import type { Random } from "../../src/math/random.ts";
import { createPlannedMaker, epochOrder, planBatch } from "./batchPlan.ts";

/** A window whose contents name its sample and its random stream. */
async function tracedWindow(index: number, random: Random) {
  return {
    image: new Uint8Array(256 * 256 * 3).fill(index),
    landmarks: new Float32Array(136).fill(random.next()),
    occluded: new Uint8Array(68),
    unknown: new Uint8Array(68),
  };
}

test("an epoch contains every sample once, each epoch in another order", () => {
  const order = epochOrder(101, 7, 0);
  expect([...order].sort((p, q) => p - q)).toEqual(Array.from({ length: 101 }, (_, i) => i));
  expect(epochOrder(101, 7, 0)).toEqual(order);
  expect(epochOrder(101, 7, 1)).not.toEqual(order);
  expect(epochOrder(101, 8, 0)).not.toEqual(order);
});

test("batches run through the epochs without a gap, every sample with its own stream", () => {
  const planned = [0, 1, 2].flatMap((batch) => planBatch(5, 4, 1, batch));
  expect(planned.map(({ epoch, position }) => epoch * 5 + position)).toEqual(
    Array.from({ length: 12 }, (_, i) => i),
  );
  expect(new Set(planned.map(({ seed }) => seed)).size).toBe(12);
});

test("a batch is the same whether the ones before it were made or not", async () => {
  const fromStart = createPlannedMaker(5, 4, 9, tracedWindow);
  await fromStart(0);
  await fromStart(1);
  const third = await fromStart(2);
  const alone = await createPlannedMaker(5, 4, 9, tracedWindow)(2);
  const otherSeed = await createPlannedMaker(5, 4, 10, tracedWindow)(2);
  expect(alone.landmarks).toEqual(third.landmarks);
  expect(Buffer.compare(alone.images, third.images)).toBe(0);
  expect(otherSeed.landmarks).not.toEqual(third.landmarks);
});

test("an unusable sample is replaced; only a set without any usable sample fails", async () => {
  const make = createPlannedMaker(5, 5, 1, async (index, random) =>
    index === 3 ? undefined : tracedWindow(index, random),
  );
  const { images } = await make(0);
  const shown = Array.from({ length: 5 }, (_, i) => images[i * 256 * 256 * 3]);
  expect(shown).not.toContain(3);
  expect(new Set(shown).size).toBe(4);
  await expect(createPlannedMaker(5, 4, 1, async () => undefined)(0)).rejects.toThrow(
    /None of the 5 annotated photographs/,
  );
});
