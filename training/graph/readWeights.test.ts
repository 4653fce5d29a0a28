// Weights come back from the files they were written to, in single and half precision.

import { expect, test } from "vitest";
import {
  createGraph,
  encodeModel,
  filled,
  input,
  multiply,
  parameter,
  readWeights,
} from "./index.ts";

const written = Float32Array.from([0, -0.5, 1.5, 65504, 2 ** -24, -(2 ** -14), 1 / 3]);

function model(halfPrecision: boolean): Uint8Array {
  const graph = createGraph();
  const w = parameter(graph, "stack1.head", [written.length], filled(0));
  const out = multiply(input(graph, "x", [written.length]), w);
  const weights = new Map([["stack1.head", written]]);
  return encodeModel(graph, { outputs: { out }, weights, halfPrecision });
}

test("single precision comes back as it was, from a Node Buffer too", () => {
  expect(readWeights(Buffer.from(model(false))).get("stack1.head")).toEqual(written);
  expect(readWeights(model(false)).get("stack1.head")).toEqual(written);
});

test("half precision comes back under the parameter's own name, to eleven bits", () => {
  const read = readWeights(model(true)).get("stack1.head");
  expect(read?.subarray(0, 6)).toEqual(written.subarray(0, 6));
  expect(Math.abs((read?.[6] ?? 0) - 1 / 3)).toBeLessThan(2 ** -12);
});

test("what is no model is refused", () => {
  expect(() => readWeights(new TextEncoder().encode("version https://git-lfs"))).toThrow(/ONNX/);
  expect(() => readWeights(model(true).subarray(0, 60))).toThrow(/ONNX|weights/);
});
