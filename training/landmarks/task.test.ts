// Landmarks of which nobody knows whether they are hidden do not count in the loss.

import { expect, test } from "vitest";
import { initialValues, tabulateParameters, viewsByName } from "../fit/parameters.ts";
import { createGraph, encodeModel, openSession } from "../graph/index.ts";
import type { HourglassConfig } from "../networks/hourglass.ts";
import { heatmapLoss } from "./task.ts";

const NETWORK: HourglassConfig = {
  inputSize: 256,
  maps: 68,
  stacks: 1,
  features: [16, 16],
  stem: "patches",
  normalisation: "none",
};
const MAP = 64 * 64;

test("the target of an unknown landmark changes nothing, that of a known one does", async () => {
  const graph = createGraph();
  const loss = heatmapLoss(graph, NETWORK, 1);
  const table = tabulateParameters(graph);
  const weights = viewsByName(table, initialValues(graph, table, 4));
  const session = await openSession(encodeModel(graph, { outputs: { loss }, weights }));
  const lossOf = async (changed: number | undefined): Promise<number> => {
    const target = new Float32Array(68 * MAP).fill(0.1);
    if (changed !== undefined) target.fill(-1, changed * MAP, (changed + 1) * MAP);
    const known = new Float32Array(68 * 4).fill(1);
    known.fill(0, 30 * 4, 31 * 4);
    const feeds = {
      image: { shape: [1, 256, 256, 3], data: new Uint8Array(256 * 256 * 3).fill(90) },
      target: { shape: [1, 68, 64, 64], data: target },
      known: { shape: [1, 68, 2, 2], data: known },
    };
    return (await session.run(feeds))["loss"][0];
  };
  const plain = await lossOf(undefined);
  expect(await lossOf(30)).toBe(plain);
  expect(await lossOf(31)).toBeGreaterThan(plain);
  await session.dispose();
});
