// One batch through both engines: the ONNX graph that TypeScript differentiates, and PyTorch's autograd over the same model.

import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { detectorLoss } from "../detector/loss.ts";
import { DEFAULT_DETECTOR } from "../detector/network.ts";
import { DEFAULT_EYE_NETWORK } from "../eyes/network.ts";
import { eyeLoss } from "../eyes/train.ts";
import { initialValues, tabulateParameters, viewsByName } from "../fit/parameters.ts";
import {
  createGraph,
  elementCount,
  encodeModel,
  type Graph,
  gradients,
  openSession,
  type Tensors,
  type Value,
} from "../graph/index.ts";
import { heatmapLoss } from "../landmarks/task.ts";
import { HOURGLASS_CONFIGS } from "../networks/hourglass.ts";
import { findPython, NO_PYTHON } from "./python.ts";
import { openTorchGradients } from "./torchGradients.ts";

const python = await findPython();
if (python === undefined) console.warn(`Skipped: ${NO_PYTHON}`);

const LOSSES: Readonly<Record<string, (graph: Graph) => Value>> = {
  landmarks: (graph) => heatmapLoss(graph, HOURGLASS_CONFIGS.small, 1),
  detector: (graph) => detectorLoss(graph, DEFAULT_DETECTOR, 1, 128),
  "landmarks with a teacher": (graph) => heatmapLoss(graph, HOURGLASS_CONFIGS.small, 1, 0.4),
  eyes: (graph) => eyeLoss(graph, DEFAULT_EYE_NETWORK, 3),
  "landmarks with group normalisation": (graph) =>
    heatmapLoss(
      graph,
      { ...HOURGLASS_CONFIGS.paper, stacks: 1, features: [32, 32], inputSize: 256 },
      1,
    ),
};

describe.skipIf(python === undefined)("the engine in PyTorch", () => {
  it.each(Object.entries(LOSSES))(
    "computes loss and gradients of %s",
    async (_, build) => {
      const [found, wanted] = await bothEngines(build, "float32");
      expect(Math.abs(found.loss / wanted.loss - 1)).toBeLessThan(1e-4);
      expectAlike(found.gradients, wanted.gradients, 1e-3);
    },
    120_000,
  );

  it("computes gradients of every layer as training on a processor does", async () => {
    const build = (graph: Graph) => heatmapLoss(graph, HOURGLASS_CONFIGS.nano, 2);
    const [found, wanted] = await bothEngines(build);
    expect(found.loss / wanted.loss).toBeCloseTo(1, 2);
    // In bfloat16, where the processor computes in it, errors add up to the first layers; a lost gradient has error 1.
    expectAlike(found.gradients, wanted.gradients, 0.3);
  }, 120_000);

  it("names an operator that it does not know, and leaves no file open", async () => {
    const graph = createGraph();
    const loss = heatmapLoss(graph, HOURGLASS_CONFIGS.small, 1);
    const feeds = randomFeeds(graph);
    const node = graph.nodes.find(({ operator }) => operator === "Abs");
    Object.assign(node as object, { operator: "Erf" });
    const weights = new Float32Array(tabulateParameters(graph).length);
    const work = fromTorch(graph, loss, weights, feeds, "float32");
    await expect(work).rejects.toThrow("operators that this engine does not know: Erf");
    expect(await openFiles()).not.toContainEqual(expect.stringContaining("vigil-gradients-"));
  }, 120_000);
});

interface Outcome {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** One batch at random through PyTorch, and through the differentiated graph. */
async function bothEngines(
  build: (graph: Graph) => Value,
  precision?: "float32",
): Promise<[Outcome, Outcome]> {
  const graph = createGraph();
  const loss = build(graph);
  const weights = initialValues(graph, tabulateParameters(graph), 5);
  const feeds = randomFeeds(graph);
  const found = await fromTorch(graph, loss, weights, feeds, precision);
  return [found, await fromGraph(graph, loss, weights, feeds)];
}

function expectAlike(
  found: ReadonlyMap<string, Float32Array>,
  wanted: ReadonlyMap<string, Float32Array>,
  limit: number,
): void {
  expect([...found.keys()]).toEqual([...wanted.keys()]);
  for (const [parameter, gradient] of wanted) {
    const theirs = found.get(parameter) as Float32Array;
    expect(relativeError(theirs, gradient), parameter).toBeLessThan(limit);
  }
}

/** Files that this process has open; none where the system does not list them. */
async function openFiles(): Promise<string[]> {
  const folder = "/proc/self/fd";
  const numbers = await readdir(folder).catch(() => []);
  return Promise.all(numbers.map((number) => readlink(join(folder, number)).catch(() => "")));
}

/** Pixels, targets and weights at random, of the shapes that a graph declares. */
function randomFeeds(graph: Graph): Tensors {
  const random = randomFrom(9);
  return Object.fromEntries(
    graph.inputs.map(({ name, shape, type }) => {
      const count = elementCount(shape);
      const data =
        type === "uint8"
          ? Uint8Array.from({ length: count }, () => random.below(256))
          : Float32Array.from({ length: count }, () => random.next());
      return [name, { shape, data }];
    }),
  );
}

async function fromGraph(
  graph: Graph,
  loss: Value,
  weights: Float32Array,
  feeds: Tensors,
): Promise<Outcome> {
  const table = tabulateParameters(graph);
  const slopes = gradients(
    loss,
    [...graph.parameters.values()].map(({ value }) => value),
  );
  const outputs = Object.fromEntries(
    table.entries.map(({ name }, index) => [`gradient:${name}`, slopes[index] as Value]),
  );
  const session = await openSession(
    encodeModel(graph, { outputs: { loss, ...outputs }, weights: viewsByName(table, weights) }),
    { threads: 1 },
  );
  const results = await session.run(feeds);
  await session.dispose();
  return {
    loss: results["loss"]?.[0] ?? Number.NaN,
    gradients: new Map(
      table.entries.map(({ name }) => [name, results[`gradient:${name}`] as Float32Array]),
    ),
  };
}

/** The same in PyTorch: the model of forward pass and loss alone. */
async function fromTorch(
  graph: Graph,
  loss: Value,
  weights: Float32Array,
  feeds: Tensors,
  precision?: "float32",
): Promise<Outcome> {
  const table = tabulateParameters(graph);
  const model = encodeModel(graph, { outputs: { loss } });
  const engine = await openTorchGradients(model, table, weights, 1, precision);
  try {
    const found = await engine.run(feeds);
    return { loss: found, gradients: viewsByName(table, engine.gradients) };
  } finally {
    await engine.close();
  }
}

/** The length of the difference over the length of what is wanted. */
function relativeError(found: Float32Array, wanted: Float32Array): number {
  let difference = 0;
  let length = 0;
  for (let i = 0; i < wanted.length; i++) {
    difference += (found[i] - wanted[i]) ** 2;
    length += wanted[i] ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(length), 1e-12);
}
