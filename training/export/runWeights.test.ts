import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGraph, encodeModel, filled, input, multiply, parameter } from "../graph/index.ts";
import { runWeights } from "./runWeights.ts";

let run = "";
beforeAll(async () => {
  run = await mkdtemp(join(tmpdir(), "vigil-weights-"));
  await writeFile(join(run, "best.onnx"), model([1, -2]));
  await writeFile(join(run, "last.onnx"), model([8, 8]));
  await writeFile(join(run, "other.onnx"), model([3, 6]));
});
afterAll(() => rm(run, { recursive: true }));

function model(values: readonly number[]): Uint8Array {
  const graph = createGraph();
  const kernel = parameter(graph, "kernel", [values.length], filled(0));
  const out = multiply(input(graph, "x", [values.length]), kernel);
  return encodeModel(graph, {
    outputs: { out },
    weights: new Map([["kernel", Float32Array.from(values)]]),
  });
}

test("a run's best or last weights, alone or averaged with another model's", async () => {
  const kernel = async (weights: "best" | "last", meanWith?: string[]) =>
    (await runWeights({ run, weights, ...(meanWith && { meanWith }) })).get("kernel");
  expect(await kernel("best")).toEqual(Float32Array.of(1, -2));
  expect(await kernel("last")).toEqual(Float32Array.of(8, 8));
  expect(await kernel("best", [join(run, "other.onnx")])).toEqual(Float32Array.of(2, 2));
  await expect(kernel("best", [join(run, "none.onnx")])).rejects.toThrow(/none\.onnx/);
});
