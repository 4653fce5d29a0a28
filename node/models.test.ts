import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadNetwork } from "../src/network/network.ts";
import { LANDMARKS_CARD } from "../testing/cards.ts";
import { loadVigil, modelsFolder, readModel } from "./models.ts";
import { runtime } from "./runtime.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "vigil-models-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the package's models/ folder is found", () => {
  expect(modelsFolder()).toMatch(/models$/);
});

test("a model is read with its card", async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, "landmarks.onnx"), Uint8Array.of(1, 2, 3));
    await writeFile(join(folder, "landmarks.json"), JSON.stringify(LANDMARKS_CARD));
    const { bytes, card } = await readModel(folder, "landmarks");
    expect(Array.from(bytes)).toEqual([1, 2, 3]);
    expect(card).toEqual(LANDMARKS_CARD);
  });
});

test("the errors of missing and damaged files name the file", async () => {
  await inFolder(async (folder) => {
    await expect(loadVigil({ models: folder })).rejects.toThrow(/There is no .*detector\.onnx/);
    await writeFile(join(folder, "landmarks.onnx"), Uint8Array.of(1, 2, 3));
    await writeFile(join(folder, "landmarks.json"), '{"format": 1,');
    await expect(readModel(folder, "landmarks")).rejects.toThrow(/landmarks\.json is not JSON/);
  });
});

test("the shipped landmark network outputs the maps of every stack on request", async () => {
  const { bytes } = await readModel(modelsFolder(), "landmarks");
  const network = await loadNetwork(bytes, { runtime });
  const data = new Uint8Array(256 * 256 * 3).map((_, i) => (i * 7919) % 256);
  const image = { type: "uint8", dims: [1, 256, 256, 3], data } as const;
  const maps = await network.run({ image });
  expect(Object.keys(maps).sort()).toEqual(["heatmaps", "heatmaps_stack1"]);
  expect(maps["heatmaps_stack1"]?.dims).toEqual([1, 68, 64, 64]);
  expect(maps["heatmaps_stack1"]?.data).not.toEqual(maps["heatmaps"]?.data);
  await network.dispose();
});
