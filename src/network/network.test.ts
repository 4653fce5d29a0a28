import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { runtime } from "../../node/runtime.ts";
import { createGraph, input } from "../../training/graph/graph.ts";
import { toFloat } from "../../training/graph/index.ts";
import { encodeModel } from "../../training/graph/onnx.ts";
import { relu } from "../../training/graph/operators/functions.ts";
import { floatOutput, loadNetwork, runInPlace } from "./network.ts";

/** A network whose output "positive" is its input "x" with negative values cut to 0. */
function reluModel(): Uint8Array {
  const graph = createGraph();
  const x = input(graph, "x", [2, 3]);
  return encodeModel(graph, { outputs: { positive: relu(x) } });
}

const feed = { type: "float32", dims: [2, 3], data: Float32Array.of(-1, 2, -3, 4, -5, 6) } as const;

test("a network loads from bytes and runs on plain tensors", async () => {
  const network = await loadNetwork(reluModel(), { runtime });
  const { positive } = await network.run({ x: feed });
  expect(positive).toEqual({
    type: "float32",
    dims: [2, 3],
    data: Float32Array.of(0, 2, 0, 4, 0, 6),
  });
  await network.dispose();
});

test("only the requested outputs are computed; when none exists, the reader's message lists those that do", async () => {
  const graph = createGraph();
  const x = input(graph, "x", [2, 3]);
  const bytes = encodeModel(graph, { outputs: { positive: relu(x), same: relu(relu(x)) } });
  const network = await loadNetwork(bytes, { runtime });
  expect(Object.keys(await network.run({ x: feed }))).toEqual(["positive", "same"]);
  expect(Object.keys(await network.run({ x: feed }, ["same"]))).toEqual(["same"]);
  const strange = await network.run({ x: feed }, ["heatmaps"]);
  expect(() => floatOutput(strange, "heatmaps", [-1])).toThrow(
    /no output "heatmaps", only positive/,
  );
  await network.dispose();
});

test("the message about a file that is not a network explains what it is", async () => {
  const load = (bytes: Uint8Array) => loadNetwork(bytes, { runtime, name: "detector.onnx" });
  await expect(load(new Uint8Array(0))).rejects.toThrow(/detector\.onnx is empty/);
  const text = new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n");
  await expect(load(text)).rejects.toThrow(/detector\.onnx .*text file/);
  const model = reluModel();
  const half = model.subarray(0, model.length >> 1);
  await expect(load(half)).rejects.toThrow(/an incomplete one/);
  await expect(load(Uint8Array.from({ length: 500 }, (_, i) => (i * 131) % 256))).rejects.toThrow(
    /not an ONNX model/,
  );
});

test("runs in kept memory may overlap, and a later one does not see what an earlier one was given", async () => {
  const graph = createGraph();
  const bytes = encodeModel(graph, {
    outputs: { same: relu(toFloat(input(graph, "image", [3], "uint8"))) },
  });
  const network = await loadNetwork(bytes, { runtime });
  expect(network.inputs).toEqual({ image: [3] });
  const doubled = (value: number): Promise<number[]> => {
    const image = { name: "image", dims: [3], write: (into: Uint8Array) => into.fill(value) };
    return runInPlace(network, image, ["same"], (outputs) =>
      Array.from(floatOutput(outputs, "same", [3]).data, (seen) => 2 * seen),
    );
  };
  expect(await Promise.all([1, 2, 3].map(doubled))).toEqual([
    [2, 2, 2],
    [4, 4, 4],
    [6, 6, 6],
  ]);
  expect(await doubled(9)).toEqual([18, 18, 18]);
  expect(await doubled(0)).toEqual([0, 0, 0]);
  await network.dispose();
});

test("wrong inputs are rejected with the names of the right ones", async () => {
  const network = await loadNetwork(reluModel(), { runtime, name: "relu.onnx" });
  await expect(network.run({ y: feed })).rejects.toThrow(
    /relu\.onnx takes the inputs x and was given y/,
  );
  await expect(network.run({ x: { ...feed, dims: [3, 2] } })).rejects.toThrow(
    /relu\.onnx failed to run/,
  );
  await network.dispose();
});

test("outputs of another task are rejected with the expected ones", () => {
  const outputs = { x: feed };
  expect(floatOutput(outputs, "x", [-1, 3]).data).toBe(feed.data);
  expect(() => floatOutput(outputs, "heatmaps", [2, 3])).toThrow(/no output "heatmaps", only x/);
  expect(() => floatOutput(outputs, "x", [2, 4])).toThrow(/\[2, 3\], expected float32 \[2, 4\]/);
});

test("bytes and arrays of another realm are taken, and disposing twice is harmless", async () => {
  const foreign = (type: string, from: ArrayLike<number>) =>
    runInNewContext(`${type}.from(values)`, { values: from });
  const bytes: Uint8Array = foreign("Uint8Array", reluModel());
  expect(bytes instanceof Uint8Array).toBe(false);
  const network = await loadNetwork(bytes, { runtime });
  const data: Float32Array = foreign("Float32Array", feed.data);
  const { positive } = await network.run({ x: { ...feed, data } });
  expect(positive?.data).toEqual(Float32Array.of(0, 2, 0, 4, 0, 6));
  await Promise.all([network.dispose(), network.dispose()]);
  await expect(network.run({ x: feed })).rejects.toThrow(/was disposed of; load it again/);
});
