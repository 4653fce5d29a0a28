// The residual bottleneck, the building block of hourglass networks (He et al. 2016; Newell et al. 2016, section 3.1).

import {
  add,
  convolution,
  filled,
  type Graph,
  groupNormalise,
  heNormal,
  parameter,
  relu,
  type Shape,
  sizeOf,
  type Value,
} from "../graph/index.ts";

/** Normalisation before each convolution of a residual branch: group normalisation (Wu & He 2018) or none. */
export type Normalisation = "none" | "group";

/** Channels in one group of the group normalisation. */
const CHANNELS_PER_GROUP = 16;

/**
 * Factor on He's initialisation of the last convolution of every residual branch. Otherwise, in a network without
 * normalisation, features would grow from block to block.
 */
const BRANCH_GAIN = 0.1;

export interface LayerOptions {
  readonly size?: 1 | 3 | 7;
  readonly stride?: number;
  readonly gain?: number;
}

/** A convolution with its own kernel and bias, `NAME.kernel` and `NAME.bias`. */
export function layer(name: string, x: Value, outputs: number, options: LayerOptions = {}): Value {
  const { size = 1, stride = 1, gain = 1 } = options;
  const inputs = sizeOf(x, 1);
  const kernelShape: Shape = [outputs, inputs, size, size];
  const kernel = parameter(
    x.graph,
    `${name}.kernel`,
    kernelShape,
    heNormal(inputs * size * size, gain),
  );
  const bias = parameter(x.graph, `${name}.bias`, [outputs], filled(0));
  return convolution(x, kernel, { bias, stride });
}

/**
 * A residual bottleneck: 1×1 to half the features, 3×3, 1×1 back, each after ReLU (and normalisation), added to its
 * input. Where the number of features changes, the input passes through a 1×1 convolution.
 */
export function residual(
  name: string,
  x: Value,
  features: number,
  normalisation: Normalisation,
): Value {
  const half = features / 2;
  const activate = (step: string, value: Value) =>
    activation(`${name}.${step}`, value, normalisation);
  let branch = layer(`${name}.reduce`, activate("first", x), half);
  branch = layer(`${name}.middle`, activate("second", branch), half, { size: 3 });
  branch = layer(`${name}.expand`, activate("third", branch), features, { gain: BRANCH_GAIN });
  const skip =
    sizeOf(x, 1) === features ? x : layer(`${name}.skip`, x, features, { gain: Math.SQRT1_2 });
  return add(branch, skip);
}

/** Several residual bottlenecks without normalisation, `NAME.block0`, `NAME.block1` … */
export function residuals(name: string, x: Value, features: number, count: number): Value {
  let out = x;
  for (let i = 0; i < count; i++) out = residual(`${name}.block${i}`, out, features, "none");
  return out;
}

/** Normalisation, where configured, and ReLU. */
export function activation(name: string, x: Value, normalisation: Normalisation): Value {
  if (normalisation === "none") return relu(x);
  const channels = sizeOf(x, 1);
  const graph: Graph = x.graph;
  const normalised = groupNormalise(
    x,
    Math.max(1, Math.floor(channels / CHANNELS_PER_GROUP)),
    parameter(graph, `${name}.scale`, [channels], filled(1)),
    parameter(graph, `${name}.offset`, [channels], filled(0)),
  );
  return relu(normalised);
}
