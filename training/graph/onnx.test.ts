// Written models run in ONNX Runtime: stored weights in single and half precision, and sizes that are free at run time.

import { expect, test } from "vitest";
import {
  constant,
  convolution,
  createGraph,
  encodeModel,
  filled,
  input,
  maxPool,
  multiply,
  openSession,
  parameter,
  relu,
} from "./index.ts";

/** out = relu(kernel ∗ x), with a kernel of 18 numbers. */
function network(height: number, width: number) {
  const graph = createGraph();
  const x = input(graph, "x", [1, 2, height, width]);
  const kernel = parameter(graph, "kernel", [1, 2, 3, 3], filled(0));
  return { graph, out: relu(convolution(x, kernel)) };
}

const kernel = Float32Array.from({ length: 18 }, (_, i) => Math.sin(i * 12.9) * 0.37);
const image = (length: number) => Float32Array.from({ length }, (_, i) => Math.cos(i * 3.7));

test("stored weights give the same output as fed ones", async () => {
  const { graph, out } = network(5, 4);
  const x = { shape: [1, 2, 5, 4], data: image(40) };
  const fed = await openSession(encodeModel(graph, { outputs: { out } }));
  const baked = await openSession(
    encodeModel(graph, { outputs: { out }, weights: new Map([["kernel", kernel]]) }),
  );
  const expected = await fed.run({ x, kernel: { shape: [1, 2, 3, 3], data: kernel } });
  const answer = await baked.run({ x });
  expect(answer["out"]).toHaveLength(20);
  expect(Math.max(...(answer["out"] ?? []))).toBeGreaterThan(0);
  for (const [i, value] of (answer["out"] ?? []).entries()) {
    expect(value).toBeCloseTo(expected["out"]?.[i] ?? Number.NaN, 5);
  }
});

test("half precision halves the bytes of weights and keeps three digits", async () => {
  const graph = createGraph();
  const x = input(graph, "x", [1000]);
  const out = multiply(x, parameter(graph, "w", [1000], filled(0)));
  const w = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** ((i % 9) - 6));
  const weights = new Map([["w", w]]);
  const single = encodeModel(graph, { outputs: { out }, weights });
  const half = encodeModel(graph, { outputs: { out }, weights, halfPrecision: true });
  expect(single.length - half.length).toBeGreaterThan(1900);
  const session = await openSession(half);
  const ones = { shape: [1000], data: new Float32Array(1000).fill(1) };
  const stored = (await session.run({ x: ones }))["out"];
  expect(stored).toHaveLength(1000);
  for (const [i, value] of w.entries()) {
    // Half of the last of eleven bits; below 2⁻¹⁴ numbers are evenly spaced instead.
    const tolerance = Math.max(Math.abs(value) * 2 ** -11, 2 ** -25);
    expect(Math.abs((stored?.[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  }
});

test("a model with free sizes takes images of other sizes than it was built for", async () => {
  const { graph, out } = network(8, 8);
  const session = await openSession(
    encodeModel(graph, {
      outputs: { out },
      weights: new Map([["kernel", kernel]]),
      dimensions: { x: ["N", 2, "H", "W"], out: ["N", 1, "H", "W"] },
    }),
  );
  const answer = await session.run({ x: { shape: [3, 2, 5, 7], data: image(210) } });
  expect(answer["out"]).toHaveLength(3 * 5 * 7);
});

test("only what the outputs need is written", () => {
  const { graph, out } = network(8, 8);
  const before = encodeModel(graph, { outputs: { out } }).length;
  multiply(out, constant(graph, [1, 1, 8, 8], new Float32Array(64)));
  expect(encodeModel(graph, { outputs: { out } })).toHaveLength(before);
});

test("indices of a pooling are written only where gradients need them: WebGPU has no kernel for them", () => {
  const graph = createGraph();
  const out = maxPool(input(graph, "x", [1, 2, 8, 8]), { size: 2 });
  const indices = graph.nodes.at(-1)?.outputs[1] ?? "";
  const written = Buffer.from(encodeModel(graph, { outputs: { out } }));
  expect(indices).not.toBe("");
  expect(written.includes(out.name)).toBe(true);
  expect(written.includes(indices)).toBe(false);
});
