// The gaze network learns from a few drawn eyes which way their irises look, and mirrors stay consistent.

import { expect, test } from "vitest";
import { ANSWER_COUNT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { randomFrom } from "../../src/math/random.ts";
import { DEFAULT_ADAM, startAdam, updateAdam } from "../fit/adam.ts";
import { initialValues, tabulateParameters } from "../fit/parameters.ts";
import { createGraph, encodeModel, gradients, openSession } from "../graph/index.ts";
import { changedEye, randomChange, UNCHANGED } from "./augment.ts";
import { createGazeBatchMaker, emptyBatch, writeSample } from "./batchMaker.ts";
import { gazeLoss } from "./loss.ts";
import type { GazeEye, GazeSample } from "./source.ts";
import { BOUND_COUNT } from "./targets.ts";

/** A drawn eye: a white ellipse with a dark disc that is shifted towards the temple and down. */
function drawnEye(outward: number, pitch: number): GazeEye {
  const grey = new Uint8Array(PAIR_WIDTH * PAIR_HEIGHT).fill(140);
  const [x0, y0] = [(PAIR_WIDTH - 1) / 2, (PAIR_HEIGHT - 1) / 2];
  const [ix, iy] = [x0 + outward / 3, y0 - pitch / 3];
  for (let y = 0; y < PAIR_HEIGHT; y++) {
    for (let x = 0; x < PAIR_WIDTH; x++) {
      if (((x - x0) / 17) ** 2 + ((y - y0) / 9) ** 2 > 1) continue;
      grey[y * PAIR_WIDTH + x] = Math.hypot(x - ix, y - iy) < 6 ? 30 : 220;
    }
  }
  const identity = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };
  return {
    image: { width: PAIR_WIDTH, height: PAIR_HEIGHT, grey, toCrop: identity },
    seen: true,
    gaze: { outward, pitch },
    range: null,
    lids: "open",
    opening: 0.4,
    iris: { x: ix, y: iy, radius: 6 },
  };
}

function face(yaw: number, pitch: number): GazeSample {
  return {
    left: drawnEye(yaw, pitch),
    right: drawnEye(-yaw, pitch),
    pose: { yaw: 0, pitch: 0 },
  };
}

test("a small network learns to tell left from right and up from down in a minute", async () => {
  const config = {
    features: [8, 16, 16] as [number, number, number],
    blocks: [1, 1] as [number, number],
    hidden: 16,
    points: 2,
  };
  const count = 8;
  const graph = createGraph();
  const loss = gazeLoss(graph, config, count);
  const table = tabulateParameters(graph);
  const values = [...graph.parameters.values()].map(({ value }) => value);
  const slopes = gradients(loss, values);
  const outputs = Object.fromEntries(table.entries.map(({ name }, k) => [`d.${name}`, slopes[k]]));
  const session = await openSession(encodeModel(graph, { outputs: { loss, ...outputs } }));
  const state = startAdam(initialValues(graph, table, 3));
  const random = randomFrom(5);
  const losses: number[] = [];
  for (let step = 0; step < 60; step++) {
    const batch = emptyBatch(count);
    for (let i = 0; i < count; i++) {
      writeSample(batch, i, face(random.between(-30, 30), random.between(-20, 20)), UNCHANGED);
    }
    const weights = Object.fromEntries(
      table.entries.map(({ name, shape, offset, length }) => [
        name,
        { shape, data: state.weights.slice(offset, offset + length) },
      ]),
    );
    const found = await session.run({
      eyes: { shape: [count, PAIR_HEIGHT, PAIR_WIDTH, 2], data: batch.eyes },
      pose: { shape: [count, 2, 1, 1], data: batch.pose },
      targets: { shape: [count, ANSWER_COUNT, 1, 1], data: batch.targets },
      weights: { shape: [count, ANSWER_COUNT, 1, 1], data: batch.weights },
      low: { shape: [count, BOUND_COUNT, 1, 1], data: batch.low },
      high: { shape: [count, BOUND_COUNT, 1, 1], data: batch.high },
      ...weights,
    });
    losses.push(found["loss"]?.[0] ?? Number.NaN);
    const slope = new Float32Array(table.length);
    for (const { name, offset } of table.entries) slope.set(found[`d.${name}`] ?? [], offset);
    updateAdam(state, table, slope, 0.004, 1, DEFAULT_ADAM);
  }
  await session.dispose();
  const mean = (from: number, to: number) =>
    losses.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  expect(mean(50, 60)).toBeLessThan(0.6 * mean(0, 5));
});

test("a batch depends on its number alone; targets are in the network's units", () => {
  const pools = {
    renders: [face(20, -10)],
    faces: [],
    looks: [],
    eyes: [],
    hidden: [drawnEye(0, 0)],
  };
  const maker = createGazeBatchMaker(pools, {
    mixture: { faces: 0, looks: 0, eyes: 0, hidden: 0, covered: 0, painted: 0.1 },
    variety: 0,
    batchSize: 4,
    seed: 7,
  });
  const [first, again, other] = [maker(3), maker(3), maker(4)];
  expect(first.eyes).toEqual(again.eyes);
  expect(first.eyes).not.toEqual(other.eyes);
  for (let i = 0; i < 4; i++) {
    const at = i * ANSWER_COUNT;
    const [left, right] = [
      first.targets[at + ANSWERS.outward],
      first.targets[at + ANSWERS.outward + 1],
    ];
    // In a mirror the other eye looks to its temple.
    expect([left, right].map(Math.abs)).toEqual([2, 2]);
    expect(left).toBe(-right);
    expect(first.targets[at + ANSWERS.pitch]).toBe(-1);
  }
});

test("the iris target follows the image when it is moved", () => {
  const sample = face(0, 0);
  const change = { ...randomChange(randomFrom(11), 0), strength: "plain" as const };
  const image = changedEye(sample.left.image, change, "left");
  const dark = [...image.keys()].filter((at) => image[at] < 60);
  const x = dark.reduce((sum, at) => sum + (at % PAIR_WIDTH), 0) / dark.length;
  const batch = emptyBatch(1);
  writeSample(batch, 0, sample, change);
  const target = (PAIR_WIDTH - 1) / 2 + (PAIR_WIDTH / 2) * batch.targets[ANSWERS.iris];
  expect(Math.abs(target - x)).toBeLessThan(1);
});
