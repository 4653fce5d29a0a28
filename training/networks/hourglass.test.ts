// The hourglass family: sizes, costs, gradient descent on the loss, exported files.

import { expect, test } from "vitest";
import { randomHourglassWeights } from "../../testing/randomHourglass.ts";
import {
  add,
  createGraph,
  elementCount,
  encodeModel,
  gradients,
  input,
  meanSquaredError,
  openSession,
  type Shape,
  type Value,
} from "../graph/index.ts";
import { forwardOperations, parameterCount } from "./cost.ts";
import {
  buildHourglass,
  HOURGLASS_CONFIGS,
  type HourglassConfig,
  mapSize,
  toMaps,
} from "./hourglass.ts";

const tiny: HourglassConfig = {
  inputSize: 64,
  maps: 5,
  stacks: 2,
  features: [16, 16, 16],
  stem: "patches",
  normalisation: "none",
};

test("the default member costs less than 1 GFLOP a face", () => {
  const graph = createGraph();
  buildHourglass(graph, HOURGLASS_CONFIGS.small, 1);
  expect(forwardOperations(graph)).toBeLessThan(1e9);
  expect(forwardOperations(graph)).toBeGreaterThan(0.3e9);
});

test("the paper's member has eight stacks of 68 maps of 64×64 and the published size", () => {
  const graph = createGraph();
  const { image, stacks } = buildHourglass(graph, HOURGLASS_CONFIGS.paper, 1);
  expect(image.shape).toEqual([1, 256, 256, 3]);
  expect(stacks.map((stack) => toMaps(stack).shape)).toEqual(Array(8).fill([1, 68, 64, 64]));
  // Newell et al.'s network for 16 body joints has 25.6 million parameters; 52 more maps add 0.2 million.
  expect(parameterCount(graph) / 1e6).toBeGreaterThan(25);
  expect(parameterCount(graph) / 1e6).toBeLessThan(27.5);
});

test("eight stacks start with maps as small as those of two", async () => {
  const config: HourglassConfig = {
    ...HOURGLASS_CONFIGS.paper,
    inputSize: 64,
    maps: 5,
    features: [32, 32, 32, 32, 32],
  };
  const graph = createGraph();
  const { stacks } = buildHourglass(graph, config, 1);
  const outputs = Object.fromEntries(stacks.map((stack, i) => [`stack${i}`, toMaps(stack)]));
  const session = await openSession(
    encodeModel(graph, { outputs, weights: randomHourglassWeights(config) }),
    { threads: 1 },
  );
  const data = new Uint8Array(64 * 64 * 3).map((_, i) => (i * 7919) % 256);
  const maps = await session.run({ image: { shape: [1, 64, 64, 3], data } });
  const strongest = Object.values(maps).map((map) => Math.max(...map.map(Math.abs)));
  expect(strongest).toHaveLength(8);
  // The peaks of the targets are 1: much larger maps at the start would diverge or take long to correct.
  for (const peak of strongest) expect(peak).toBeLessThan(0.5);
  await session.dispose();
});

for (const stem of ["patches", "paper"] as const) {
  for (const normalisation of ["none", "group"] as const) {
    test(`gradient descent lowers the loss (stem ${stem}, normalisation ${normalisation})`, async () => {
      const losses = await descend({ ...tiny, stem, normalisation }, 12);
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.9);
    });
  }
}

test("an exported network takes any number of images and gives the same maps for each", async () => {
  const weights = randomHourglassWeights(tiny);
  const graph = createGraph();
  const { stacks } = buildHourglass(graph, tiny, 1);
  const maps = toMaps(stacks.at(-1) as NonNullable<(typeof stacks)[0]>);
  const session = await openSession(
    encodeModel(graph, {
      outputs: { heatmaps: maps },
      weights,
      dimensions: { image: ["N", 64, 64, 3], heatmaps: ["N", 5, 16, 16] },
    }),
    { threads: 1 },
  );
  const images = new Uint8Array(3 * 64 * 64 * 3).map((_, i) => (i * 7919) % 256);
  const together = await session.run({ image: { shape: [3, 64, 64, 3], data: images } });
  const size = 5 * mapSize(tiny) ** 2;
  for (let n = 0; n < 3; n++) {
    const image = images.slice(n * 64 * 64 * 3, (n + 1) * 64 * 64 * 3);
    const alone = await session.run({ image: { shape: [1, 64, 64, 3], data: image } });
    const difference = (alone["heatmaps"] ?? []).map((value, i) =>
      Math.abs(value - (together["heatmaps"]?.[n * size + i] ?? Number.NaN)),
    );
    expect(difference).toHaveLength(size);
    expect(Math.max(...difference)).toBeLessThan(1e-5);
  }
  await session.dispose();
});

/** Plain gradient descent, steps of a fixed small length, on one image and one target. */
async function descend(config: HourglassConfig, steps: number): Promise<number[]> {
  const graph = createGraph();
  const { stacks } = buildHourglass(graph, config, 1);
  const shape: Shape = [1, config.maps, mapSize(config), mapSize(config)];
  const target = input(graph, "target", shape);
  const loss = stacks
    .map((stack) => meanSquaredError(toMaps(stack), target))
    .reduce((sum, each) => add(sum, each));
  const parameters = [...graph.parameters.values()];
  const slopes = gradients(
    loss,
    parameters.map(({ value }) => value),
  );
  const outputs: Record<string, Value> = { loss };
  for (const [i, slope] of slopes.entries()) outputs[`d${i}`] = slope;
  const session = await openSession(encodeModel(graph, { outputs }), { threads: 1 });
  const weights = randomHourglassWeights(config);
  const feeds = {
    image: {
      shape: [1, 64, 64, 3],
      data: new Uint8Array(64 * 64 * 3).map((_, i) => (i * 7919) % 256),
    },
    target: {
      shape,
      data: new Float32Array(elementCount(shape)).map((_, i) => (i % 7 === 0 ? 1 : 0)),
    },
  };
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const fed = parameters.map(({ value: { name, shape: own } }) => [
      name,
      { shape: own, data: weights.get(name) ?? new Float32Array() },
    ]);
    const results = await session.run({ ...feeds, ...Object.fromEntries(fed) });
    losses.push(results["loss"]?.[0] ?? Number.NaN);
    const norm = Math.hypot(...parameters.map((_, i) => Math.hypot(...(results[`d${i}`] ?? []))));
    for (const [i, { value }] of parameters.entries()) {
      const slope = results[`d${i}`] ?? new Float32Array();
      weights.get(value.name)?.forEach((weight, at, all) => {
        all[at] = weight - (0.1 * (slope[at] ?? 0)) / norm;
      });
    }
  }
  await session.dispose();
  return losses;
}
