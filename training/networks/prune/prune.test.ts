// Slim networks from wide ones: nothing is lost where nothing must be, and redundant channels go first.

import { expect, test } from "vitest";
import { randomFrom } from "../../../src/math/random.ts";
import { randomHourglassWeights } from "../../../testing/randomHourglass.ts";
import { openSession } from "../../graph/index.ts";
import { exportHourglass } from "../../landmarks/validate.ts";
import type { HourglassConfig } from "../hourglass.ts";
import { chooseChannels } from "./channels.ts";
import { pruneHourglass } from "./prune.ts";

const wide: HourglassConfig = {
  inputSize: 64,
  maps: 5,
  stacks: 1,
  features: [12, 16, 20],
  stem: "patches",
  stemFeatures: 8,
  normalisation: "none",
};

test("a network that keeps all its channels computes the same maps", async () => {
  const weights = randomHourglassWeights(wide);
  const same = await pruneHourglass({ config: wide, weights }, wide, images(24));
  const [before, after] = await Promise.all([mapsOf(wide, weights), mapsOf(wide, same)]);
  expect(relativeDifference(before, after)).toBeLessThan(0.02);
});

test("fewer channels lose some of the maps, and layers report it", async () => {
  const weights = randomHourglassWeights(wide);
  const slim: HourglassConfig = { ...wide, features: [8, 12, 16], stemFeatures: 6 };
  const errors = new Map<string, number>();
  const pruned = await pruneHourglass({ config: wide, weights }, slim, images(24), (name, error) =>
    errors.set(name, error),
  );
  const [before, after] = await Promise.all([mapsOf(wide, weights), mapsOf(slim, pruned)]);
  expect(relativeDifference(before, after)).toBeLessThan(0.9);
  expect(errors.get("stack0.maps")).toBeGreaterThan(0.001);
  expect(errors.get("stack0.maps")).toBeLessThan(1);
});

test("a network with several stacks is refused", async () => {
  const weights = randomHourglassWeights(wide);
  await expect(
    pruneHourglass({ config: wide, weights }, { ...wide, stacks: 2 }, images(1)),
  ).rejects.toThrow(RangeError);
});

test("of two channels with the same signal one is removed first", () => {
  const random = randomFrom(7);
  const count = 200;
  const rows = new Float32Array(count * 4);
  for (let row = 0; row < count; row++) {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    rows.set([a, b, a, c], row * 4);
  }
  const weights = Float64Array.of(1, 1, 1, 1);
  const kept = chooseChannels([{ rows, weights }], 4, 3);
  expect(kept).toContain(1);
  expect(kept).toContain(3);
  expect(kept).toHaveLength(3);
});

function images(count: number): Uint8Array {
  const random = randomFrom(5);
  return Uint8Array.from({ length: count * 64 * 64 * 3 }, () => random.below(256));
}

async function mapsOf(config: HourglassConfig, weights: ReadonlyMap<string, Float32Array>) {
  const session = await openSession(exportHourglass(config, weights), { threads: 1 });
  const feeds = { image: { shape: [2, 64, 64, 3], data: images(2) } };
  const { heatmaps } = await session.run(feeds);
  await session.dispose();
  return heatmaps;
}

function relativeDifference(before: Float32Array, after: Float32Array): number {
  const norm = (values: Float32Array) => Math.hypot(...values);
  return norm(before.map((value, k) => value - after[k])) / norm(before);
}
