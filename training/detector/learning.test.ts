import { expect, test } from "vitest";
import { runtime } from "../../node/runtime.ts";
import { detectFaces } from "../../src/detect/detectFaces.ts";
import { intersectionOverUnion } from "../../src/image/geometry.ts";
import { type Random, randomFrom } from "../../src/math/random.ts";
import { loadNetwork } from "../../src/network/network.ts";
import { DEFAULT_ADAM, startAdam, updateAdam } from "../fit/adam.ts";
import { initialValues, tabulateParameters, viewsByName } from "../fit/parameters.ts";
import { createGraph, encodeModel, gradients, openSession } from "../graph/index.ts";
import { detectorLoss } from "./loss.ts";
import type { DetectorConfig } from "./network.ts";
import { addFace, createScene, type Scene } from "./scene.ts";
import { balanceTargets, createTargets, writeTargets } from "./targets.ts";
import { exportDetector } from "./validate.ts";

const TINY: DetectorConfig = {
  features: [8, 16, 16, 16],
  blocksDown: [0, 1, 1, 1],
  blocksUp: [1, 1],
};
const SIZE = 64;
const BATCH = 4;

/** A noisy image with one bright disc as the "face". */
function discScene(random: Random): Scene {
  const scene = createScene(SIZE);
  for (let i = 0; i < scene.image.length; i++) scene.image[i] = random.below(80);
  const side = random.between(16, 40);
  const x = random.between(0, SIZE - side);
  const y = random.between(0, SIZE - side);
  for (let py = 0; py < SIZE; py++) {
    for (let px = 0; px < SIZE; px++) {
      const distance = Math.hypot(px - x - side / 2, py - y - side / 2);
      if (distance < side / 2)
        scene.image.fill(220, (py * SIZE + px) * 3, (py * SIZE + px) * 3 + 3);
    }
  }
  addFace(scene, { x, y, width: side, height: side });
  return scene;
}

test("a small detector learns to find discs, and its exported file finds them in a frame", async () => {
  const random = randomFrom(7);
  const graph = createGraph();
  const loss = detectorLoss(graph, TINY, BATCH, SIZE);
  const table = tabulateParameters(graph);
  const values = [...graph.parameters.values()].map(({ value }) => value);
  const slopes = gradients(loss, values);
  const outputs = Object.fromEntries(values.map(({ name }, i) => [`d:${name}`, slopes[i]]));
  const session = await openSession(encodeModel(graph, { outputs: { loss, ...outputs } }), {
    threads: 1,
  });
  const state = startAdam(initialValues(graph, table, 3));
  const cells = SIZE / 8;
  const losses: number[] = [];
  for (let step = 0; step < 200; step++) {
    const targets = createTargets(BATCH, SIZE);
    const images = new Uint8Array(BATCH * SIZE * SIZE * 3);
    for (let i = 0; i < BATCH; i++) {
      const scene = discScene(random);
      images.set(scene.image, i * scene.image.length);
      writeTargets(targets, i, SIZE, scene.faces);
    }
    balanceTargets(targets, BATCH);
    const map = (data: Float32Array, maps: number) => ({
      shape: [BATCH, maps, cells, cells],
      data,
    });
    const weights = Object.fromEntries(
      [...viewsByName(table, state.weights)].map(([name, data], i) => [
        name,
        { shape: table.entries[i]?.shape ?? [], data },
      ]),
    );
    const results = await session.run({
      image: { shape: [BATCH, SIZE, SIZE, 3], data: images },
      centers: map(targets.centers, 1),
      background: map(targets.background, 1),
      logDistances: map(targets.logDistances, 4),
      boxWeights: map(targets.boxWeights, 1),
      ...weights,
    });
    losses.push(results["loss"]?.[0] ?? Number.NaN);
    const gradient = new Float32Array(table.length);
    for (const { name, offset } of table.entries) {
      gradient.set(results[`d:${name}`], offset);
    }
    updateAdam(state, table, gradient, 0.004, 1, DEFAULT_ADAM);
  }
  await session.dispose();
  const mean = (from: number, to: number) =>
    losses.slice(from, to).reduce((sum, each) => sum + each, 0) / (to - from);
  expect(mean(180, 200)).toBeLessThan(0.4 * mean(0, 10));

  const detector = await loadNetwork(exportDetector(TINY, viewsByName(table, state.weights)), {
    runtime,
    threads: 1,
  });
  let found = 0;
  for (let i = 0; i < 10; i++) {
    const { image, faces } = discScene(random);
    const frame = { width: SIZE, height: SIZE, channels: 3, data: image } as const;
    const options = { threshold: 0.3, longestSide: 320, maximumOverlap: 0.4 };
    const [best] = await detectFaces(detector, frame, options);
    const [face] = faces;
    if (best && face && intersectionOverUnion(best.box, face.box) > 0.6) found++;
  }
  await detector.dispose();
  expect(found).toBeGreaterThanOrEqual(8);
}, 120_000);
