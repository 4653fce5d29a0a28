// A slim network from a trained wider one: keeps the channels that matter most and fits each layer anew, in order, to what
// the wide network computes there (compare Luo et al., ThiNet, ICCV 2017). A start for training, much better than chance.

import { solveSymmetricColumns } from "../../../src/math/cholesky.ts";
import { createGraph, type Graph } from "../../graph/index.ts";
import { buildHourglass, type HourglassConfig } from "../hourglass.ts";
import { addRidge, chooseChannels, productsOf, type Reader } from "./channels.ts";
import { hourglassLayers, type Layer, type LayerTensors, layerTensors } from "./layers.ts";
import { openSampler, type Sampler } from "./sampler.ts";

type Weights = ReadonlyMap<string, Float32Array>;

/** A trained network. */
export interface WideNetwork {
  readonly config: HourglassConfig;
  readonly weights: Weights;
}

/** Added to the diagonal of the least-squares fit, relative to its mean. */
const RIDGE = 1e-4;

/**
 * Weights of a network of configuration `slim`, computed from those of a wider one. Only the first stack of the wide network
 * is used.
 *
 * @param images uint8 RGB windows [count, size, size, 3], of which activations are computed.
 * @param onLayer called with each layer's name and its error: mean squared, relative to the variance.
 * @returns weights by parameter name.
 * @throws {RangeError} when the networks differ in more than their features, or the slim one has several stacks.
 */
export async function pruneHourglass(
  wide: WideNetwork,
  slim: HourglassConfig,
  images: Uint8Array,
  onLayer: (name: string, error: number) => void = () => {},
): Promise<Map<string, Float32Array>> {
  const layers = hourglassLayers(slim);
  checkAlike(wide.config, slim);
  const wideGraph = graphOf({ ...wide.config, stacks: 1 });
  const slimGraph = graphOf(slim);
  const weights = new Map<string, Float32Array>();
  const from = openSampler(wideGraph, wide.weights, images);
  const to = openSampler(slimGraph, weights, images);
  const kept = await chooseAll(layers, wideGraph, slimGraph, wide.weights, from);
  for (const layer of layers) {
    const fitted = await fitLayer(layer, kept, {
      wide: layerTensors(wideGraph, layer.name),
      slim: layerTensors(slimGraph, layer.name),
      from,
      to,
    });
    weights.set(`${layer.name}.kernel`, fitted.kernel);
    weights.set(`${layer.name}.bias`, fitted.bias);
    onLayer(layer.name, fitted.error);
  }
  return weights;
}

function checkAlike(wide: HourglassConfig, slim: HourglassConfig): void {
  const alike =
    slim.stacks === 1 &&
    wide.stem === "patches" &&
    slim.stem === "patches" &&
    wide.normalisation === "none" &&
    slim.normalisation === "none" &&
    wide.inputSize === slim.inputSize &&
    wide.maps === slim.maps &&
    wide.features.length === slim.features.length &&
    slim.features.every((features, level) => features <= wide.features[level]) &&
    // Blocks between levels with equal features have no convolution in their skip branch.
    [wide, slim].every(({ features }) => features.every((each, k) => each !== features[k + 1]));
  if (alike) return;
  throw new RangeError(
    "Only a network with one stack, a patch stem and no normalisation can be pruned, from one with the same input, maps and levels and at least as many features; neighbouring levels must differ in their features.",
  );
}

function graphOf(config: HourglassConfig): Graph {
  const graph = createGraph();
  buildHourglass(graph, config, 1);
  return graph;
}

/** The kept channels of each group of layers. Groups without an entry keep all. */
type Kept = ReadonlyMap<string, readonly number[]>;

/** Chooses from the outside in, so that a layer's inputs are chosen for the outputs that remain. */
async function chooseAll(
  layers: readonly Layer[],
  wide: Graph,
  slim: Graph,
  weights: Weights,
  from: Sampler,
): Promise<Kept> {
  const kept = new Map<string, readonly number[]>();
  const outside = (group: string) => /^level|linear$|^stem\.first$/.test(group);
  const groups = [...new Set(layers.map(({ to }) => to))].filter((group) => group !== "maps");
  const ordered = [
    ...groups.filter(outside),
    ...groups.filter((group) => group.endsWith(".middle")),
    ...groups.filter((group) => group.endsWith(".reduce")),
  ];
  for (const group of ordered) {
    const readers: Reader[] = [];
    for (const layer of layers.filter((each) => each.from === group)) {
      const { input } = layerTensors(wide, layer.name);
      readers.push({
        rows: await from.rows(input, { size: 1, stride: 1 }),
        weights: byInput(weights, layer, input.shape[1], kept.get(layer.to)),
      });
    }
    const writer = layers.find(({ to }) => to === group)?.name ?? "";
    const [channels, keep] = [wide, slim].map(
      (graph) => layerTensors(graph, writer).output.shape[1],
    );
    kept.set(group, chooseChannels(readers, channels, keep));
  }
  return kept;
}

/** A kernel's numbers by input channel, [inputs, kept outputs × places]. */
function byInput(
  weights: Weights,
  { name }: Layer,
  inputs: number,
  keptOutputs?: readonly number[],
): Float64Array {
  const kernel = weights.get(`${name}.kernel`) ?? new Float32Array();
  const outputs = weights.get(`${name}.bias`)?.length ?? 0;
  const places = kernel.length / (inputs * outputs);
  const chosen = keptOutputs ?? Array.from({ length: outputs }, (_, k) => k);
  const sorted = new Float64Array(inputs * chosen.length * places);
  let at = 0;
  for (let i = 0; i < inputs; i++) {
    for (const output of chosen) {
      const start = (output * inputs + i) * places;
      for (let p = 0; p < places; p++) sorted[at++] = kernel[start + p];
    }
  }
  return sorted;
}

interface FitContext {
  readonly wide: LayerTensors;
  readonly slim: LayerTensors;
  readonly from: Sampler;
  readonly to: Sampler;
}

/** Fits a layer's kernel and bias so that the slim network computes what the wide one does. */
async function fitLayer(layer: Layer, kept: Kept, { wide, slim, from, to }: FitContext) {
  const window = { size: slim.kernelSize, stride: slim.stride };
  const point = { size: 1, stride: 1 };
  const inputs = await to.rows(slim.input, window);
  const wanted = await from.rows(wide.added?.sum ?? wide.output, point);
  const already = slim.added && (await to.rows(slim.added.other, point));
  const [wideOutputs, outputs] = [wide.output.shape[1], slim.output.shape[1]];
  const chosen = kept.get(layer.to) ?? Array.from({ length: outputs }, (_, k) => k);
  const count = wanted.length / wideOutputs;
  const targets = new Float32Array(count * outputs);
  for (let row = 0; row < count; row++) {
    for (let o = 0; o < outputs; o++) {
      targets[row * outputs + o] =
        wanted[row * wideOutputs + chosen[o]] - (already?.[row * outputs + o] ?? 0);
    }
  }
  const columns = slim.input.shape[1] * slim.kernelSize ** 2;
  // Landmarks are rare: positions with strong maps count more, as in the training loss.
  const rowWeights = layer.to === "maps" ? peakWeights(targets, outputs) : undefined;
  return leastSquares(withOnes(inputs, columns), columns + 1, targets, outputs, rowWeights);
}

function peakWeights(targets: Float32Array, outputs: number): Float32Array {
  return Float32Array.from({ length: targets.length / outputs }, (_, row) => {
    let sum = 0;
    for (let o = 0; o < outputs; o++) sum += Math.abs(targets[row * outputs + o]);
    return 1 + (20 * sum) / outputs;
  });
}

/** A column of ones at the end, for the bias. */
function withOnes(rows: Float32Array, columns: number): Float32Array {
  const count = rows.length / columns;
  const extended = new Float32Array(count * (columns + 1)).fill(1);
  for (let row = 0; row < count; row++) {
    extended.set(rows.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
  }
  return extended;
}

/** Kernel [outputs, columns − 1] and bias, the last column's weight, with the least weighted squared error. */
function leastSquares(
  rows: Float32Array,
  columns: number,
  targets: Float32Array,
  outputs: number,
  rowWeights?: Float32Array,
): { kernel: Float32Array; bias: Float32Array; error: number } {
  const products = productsOf(rows, columns, rowWeights);
  addRidge(products, columns, RIDGE);
  const right = new Float64Array(outputs * columns);
  const count = rows.length / columns;
  for (let row = 0; row < count; row++) {
    const weight = rowWeights?.[row] ?? 1;
    for (let o = 0; o < outputs; o++) {
      const target = targets[row * outputs + o] * weight;
      for (let c = 0; c < columns; c++) right[o * columns + c] += target * rows[row * columns + c];
    }
  }
  const solved = solveSymmetricColumns(products, columns, right);
  if (solved === null) throw new Error("A layer reads nothing but zeros.");
  const kernel = new Float32Array(outputs * (columns - 1));
  const bias = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const own = solved.subarray(o * columns, (o + 1) * columns);
    kernel.set(own.subarray(0, columns - 1), o * (columns - 1));
    bias[o] = own[columns - 1];
  }
  return { kernel, bias, error: relativeError(rows, columns, targets, outputs, solved) };
}

function relativeError(
  rows: Float32Array,
  columns: number,
  targets: Float32Array,
  outputs: number,
  solved: Float64Array,
): number {
  const count = rows.length / columns;
  let [errors, squares, sum] = [0, 0, 0];
  // Every 16th row is enough for a figure that is only shown.
  for (let row = 0; row < count; row += 16) {
    for (let o = 0; o < outputs; o++) {
      let value = 0;
      for (let c = 0; c < columns; c++) value += solved[o * columns + c] * rows[row * columns + c];
      const target = targets[row * outputs + o];
      errors += (value - target) ** 2;
      squares += target ** 2;
      sum += target;
    }
  }
  const seen = Math.ceil(count / 16) * outputs;
  return errors / (squares - sum ** 2 / seen);
}
