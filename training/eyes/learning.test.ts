// The eye-state network learns simple drawn eyes, and its exported file predicts the same.

import { expect, test } from "vitest";
import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import { DEFAULT_ADAM, startAdam, updateAdam } from "../fit/adam.ts";
import { initialValues, tabulateParameters, viewsByName } from "../fit/parameters.ts";
import { createGraph, encodeModel, gradients, openSession } from "../graph/index.ts";
import { createEyeBatchMaker } from "./batchMaker.ts";
import { exportEyeNetwork, predictPatches } from "./model.ts";
import type { EyeNetworkConfig } from "./network.ts";
import { CROP_SIDE, type EyeSample } from "./source.ts";
import { eyeLoss } from "./train.ts";

const TINY: EyeNetworkConfig = { features: [8, 16, 16], blocks: [1, 1, 1], hidden: 16 };
const BATCH = 32;

/** A drawn eye: a dark line when closed, with a dark disc above it when open; a plain gradient when hidden. */
function drawnEye(open: boolean | null, random: Random): EyeSample {
  const grey = new Uint8Array(CROP_SIDE * CROP_SIDE);
  const skin = random.between(60, 200);
  for (let y = 0; y < CROP_SIDE; y++) {
    for (let x = 0; x < CROP_SIDE; x++) {
      const [u, v] = [(x - 32) / 32, (y - 32) / 32];
      const line = open !== null && Math.abs(u) < 0.5 && Math.abs(v - 0.15) < 0.05;
      const disc = open === true && Math.hypot(u, v) < 0.18;
      grey[y * CROP_SIDE + x] = line || disc ? skin / 4 : skin * (1 + 0.1 * u);
    }
  }
  return { patch: { side: CROP_SIDE, grey }, open, seen: open !== null };
}

test("open, closed and hidden drawn eyes are distinguished, by the training graph and by the exported file", async () => {
  const random = randomFrom(5);
  const many = (open: boolean | null, count: number) =>
    Array.from({ length: count }, () => drawnEye(open, random));
  const pools = {
    subjects: new Map([["s1", [...many(true, 20), ...many(false, 20)]]]),
    photographs: [...many(true, 5), ...many(false, 5)],
    hidden: many(null, 10),
  };
  const mixture = { photographs: 0.2, hidden: 0.2, covered: 0.1, painted: 0.3 };
  const make = createEyeBatchMaker(pools, { mixture, variety: 0.5, batchSize: BATCH, seed: 1 });
  expect(make(3)).toEqual(make(3));
  expect(make(3).eyes).not.toEqual(make(4).eyes);

  const graph = createGraph();
  const loss = eyeLoss(graph, TINY, BATCH);
  const table = tabulateParameters(graph);
  const values = [...graph.parameters.values()].map(({ value }) => value);
  const slopes = gradients(loss, values);
  const outputs = Object.fromEntries(values.map(({ name }, i) => [`d:${name}`, slopes[i]]));
  const session = await openSession(encodeModel(graph, { outputs: { loss, ...outputs } }), {
    threads: 1,
  });
  const state = startAdam(initialValues(graph, table, 3));
  for (let step = 0; step < 150; step++) {
    const { eyes, targets, weights } = make(mixSeed(step));
    const shape = [BATCH, 2, 1, 1];
    const parameters = Object.fromEntries(
      [...viewsByName(table, state.weights)].map(([name, data], i) => [
        name,
        { shape: table.entries[i]?.shape ?? [], data },
      ]),
    );
    const results = await session.run({
      eyes: { shape: [BATCH, EYE_SIZE, EYE_SIZE, 1], data: eyes },
      targets: { shape, data: targets },
      weights: { shape, data: weights },
      ...parameters,
    });
    const gradient = new Float32Array(table.length);
    for (const { name, offset } of table.entries) {
      gradient.set(results[`d:${name}`], offset);
    }
    updateAdam(state, table, gradient, 0.004, 1, DEFAULT_ADAM);
  }
  await session.dispose();

  const fresh = [...many(true, 10), ...many(false, 10), ...many(null, 10)];
  const model = exportEyeNetwork(TINY, viewsByName(table, state.weights));
  const logits = await predictPatches(
    model,
    fresh.map(({ patch }) => patch),
    1,
  );
  const right = fresh.filter(({ open, seen }, i) => {
    const { open: openLogit = 0, seen: seenLogit = 0 } = logits[i] ?? {};
    return open === null ? seenLogit > 0 === seen : openLogit > 0 === open && seenLogit > 0;
  });
  expect(right.length).toBeGreaterThanOrEqual(27);
}, 120_000);
