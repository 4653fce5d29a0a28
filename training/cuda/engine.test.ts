// One batch through both engines: the ONNX graph that TypeScript differentiates, and PyTorch's autograd over the same model.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
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
import { findPython, NO_PYTHON, type Python, runPython } from "./python.ts";
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
  it.each(Object.keys(LOSSES))(
    "computes loss and gradients of %s",
    async (name) => {
      const build = LOSSES[name] as (graph: Graph) => Value;
      const graph = createGraph();
      const loss = build(graph);
      const table = tabulateParameters(graph);
      const weights = initialValues(graph, table, 5);
      const feeds = randomFeeds(graph);
      const wanted = await fromGraph(graph, loss, weights, feeds);
      const found = await fromEngine(python as Python, build, weights, feeds);
      expect(Math.abs(found.loss / wanted.loss - 1)).toBeLessThan(1e-4);
      for (const [parameter, gradient] of wanted.gradients) {
        const theirs = found.gradients.get(parameter) as Float32Array;
        expect(relativeError(theirs, gradient), parameter).toBeLessThan(1e-3);
      }
    },
    120_000,
  );

  it("computes gradients of every layer for training on a processor", async () => {
    const graph = createGraph();
    const loss = heatmapLoss(graph, HOURGLASS_CONFIGS.nano, 2);
    const table = tabulateParameters(graph);
    const weights = initialValues(graph, table, 5);
    const feeds = randomFeeds(graph);
    const wanted = await fromGraph(graph, loss, weights, feeds);
    const model = encodeModel(graph, { outputs: { loss } });
    const engine = await openTorchGradients(model, table, weights, 1);
    try {
      expect((await engine.run(feeds)) / wanted.loss).toBeCloseTo(1, 2);
      for (const [parameter, gradient] of viewsByName(table, engine.gradients)) {
        // In bfloat16, where the processor computes in it, errors add up to the first layers; a lost gradient has error 1.
        const theirs = wanted.gradients.get(parameter) ?? new Float32Array();
        expect(relativeError(gradient, theirs), parameter).toBeLessThan(0.3);
      }
    } finally {
      await engine.close();
    }
  }, 120_000);

  it("names an operator that it does not know", async () => {
    const graph = createGraph();
    const loss = heatmapLoss(graph, HOURGLASS_CONFIGS.small, 1);
    const node = graph.nodes.find(({ operator }) => operator === "Abs");
    Object.assign(node as object, { operator: "Erf" });
    const work = fromModel(python as Python, graph, loss, new Float32Array(), {});
    await expect(work).rejects.toThrow("operators that this engine does not know: Erf");
  }, 120_000);
});

interface Outcome {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
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

/** The same on a fresh graph: the model of forward pass and loss alone. */
async function fromEngine(
  engine: Python,
  build: (graph: Graph) => Value,
  weights: Float32Array,
  feeds: Tensors,
): Promise<Outcome> {
  const graph = createGraph();
  return fromModel(engine, graph, build(graph), weights, feeds);
}

async function fromModel(
  engine: Python,
  graph: Graph,
  loss: Value,
  weights: Float32Array,
  feeds: Tensors,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "vigil-engine-"));
  try {
    const table = tabulateParameters(graph);
    const fed = Object.entries(feeds);
    await writeFile(join(folder, "model.onnx"), encodeModel(graph, { outputs: { loss } }));
    await writeFile(
      join(folder, "batch.json"),
      JSON.stringify({
        parameters: table.entries,
        feeds: fed.map(([name, { shape, data }]) => {
          return { name, shape, type: data instanceof Float32Array ? "float32" : "uint8" };
        }),
      }),
    );
    const blocks = [weights, ...fed.map(([, { data }]) => data)].map((data) =>
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    );
    await writeFile(join(folder, "batch.bin"), Buffer.concat(blocks));
    const printed = await runPython(engine, ["-m", "engine.one_batch", folder]);
    const bytes = new Uint8Array(await readFile(join(folder, "gradients.bin")));
    return {
      loss: (JSON.parse(printed) as { loss: number }).loss,
      gradients: viewsByName(table, new Float32Array(bytes.buffer)),
    };
  } finally {
    await rm(folder, { recursive: true });
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
