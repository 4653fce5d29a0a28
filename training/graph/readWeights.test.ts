// Weights are read back as they were written, in single and half precision; and their mean.

import { expect, test } from "vitest";
import {
  createGraph,
  encodeModel,
  filled,
  input,
  meanWeights,
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

test("single precision is read back unchanged, from a Node Buffer too", () => {
  expect(readWeights(Buffer.from(model(false))).get("stack1.head")).toEqual(written);
  expect(readWeights(model(false)).get("stack1.head")).toEqual(written);
});

test("half precision is read back under the parameter's own name, to eleven bits", () => {
  const read = readWeights(model(true)).get("stack1.head");
  expect(read?.subarray(0, 6)).toEqual(written.subarray(0, 6));
  expect(Math.abs((read?.[6] ?? 0) - 1 / 3)).toBeLessThan(2 ** -12);
});

test("bytes that are not a model are rejected", () => {
  expect(() => readWeights(new TextEncoder().encode("version https://git-lfs"))).toThrow(/ONNX/);
  expect(() => readWeights(model(true).subarray(0, 60))).toThrow(/ONNX|weights/);
});

const network = (...values: number[]) => new Map([["kernel", Float32Array.from(values)]]);

test("the mean does not depend on the order, and the mean of one network is itself", () => {
  const [a, b, c] = [network(1, -2), network(2, 4), network(6, 1)];
  expect(meanWeights([a, b, c]).get("kernel")).toEqual(Float32Array.of(3, 1));
  expect(meanWeights([c, a, b])).toEqual(meanWeights([a, b, c]));
  expect(meanWeights([a])).toEqual(a);
});

test("the mean of different networks is rejected with the parameter in which they differ", () => {
  expect(() => meanWeights([network(1, 2), network(1)])).toThrow(/differ.*kernel/);
  expect(() => meanWeights([network(1), new Map([["bias", Float32Array.of(1)]])])).toThrow(
    /kernel/,
  );
  const larger = new Map([...network(1), ["bias", Float32Array.of(1)]]);
  expect(() => meanWeights([network(1), larger])).toThrow(/differ/);
  expect(() => meanWeights([])).toThrow(/no weights/);
});
