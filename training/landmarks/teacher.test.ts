// Tests of distillation: the teacher's maps are among the feeds, and a network that answers like it has no loss against it.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { initialValues, tabulateParameters, viewsByName } from "../fit/parameters.ts";
import { createGraph, encodeModel, openSession } from "../graph/index.ts";
import type { HourglassConfig } from "../networks/hourglass.ts";
import { heatmapLoss } from "./task.ts";
import { taughtBatches } from "./teacher.ts";
import { exportHourglass } from "./validate.ts";

const NETWORK: HourglassConfig = {
  inputSize: 256,
  maps: 68,
  stacks: 1,
  features: [16, 16],
  stem: "patches",
  normalisation: "none",
};

test("the teacher's maps are targets of their own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-teacher-"));
  try {
    const graph = createGraph();
    const loss = heatmapLoss(graph, NETWORK, 2, 1);
    const table = tabulateParameters(graph);
    const weights = viewsByName(table, initialValues(graph, table, 4));
    const model = join(folder, "teacher.onnx");
    await writeFile(model, exportHourglass(NETWORK, weights));
    const image = new Uint8Array(2 * 256 * 256 * 3).map((_, at) => at % 251);
    const target = new Float32Array(2 * 68 * 64 * 64).fill(0.5);
    const plain = {
      image: { shape: [2, 256, 256, 3], data: image },
      target: { shape: [2, 68, 64, 64], data: target },
      known: { shape: [2, 68, 2, 2], data: new Float32Array(2 * 68 * 4).fill(1) },
    };
    const stream = { next: async () => plain, close: async () => undefined };
    const taught = await taughtBatches(stream, { model, weight: 1 });
    const feeds = await taught.next();
    await taught.close();
    expect(Object.keys(feeds)).toEqual(["image", "target", "known", "teacher"]);
    expect(feeds["teacher"].shape).toEqual([2, 68, 64, 64]);

    const session = await openSession(encodeModel(graph, { outputs: { loss }, weights }));
    const { loss: same } = await session.run(feeds);
    const { loss: other } = await session.run({ ...feeds, teacher: feeds["target"] });
    await session.dispose();
    // The file holds half-precision weights, hence not quite nothing.
    expect(same[0]).toBeLessThan(1e-4 * other[0]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
