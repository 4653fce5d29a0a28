// The (Occluded) Stacked Hourglass (Newell et al. 2016; Yuen & Trivedi 2017): one definition for the whole family.

import * as z from "zod";
import { check, count, mustBe, oneOf } from "../../src/options.ts";
import {
  add,
  depthToSpace,
  type Graph,
  input,
  maxPool,
  relu,
  resizeNearest,
  scale,
  shift,
  spaceToDepth,
  toFloat,
  transpose,
  type Value,
} from "../graph/index.ts";
import { activation, layer, type Normalisation, residual } from "./residual.ts";

/** Configuration of one member of the family. */
export interface HourglassConfig {
  /** Side of the square input in pixels. */
  readonly inputSize: number;
  /** Maps that each stack predicts: one per landmark. */
  readonly maps: number;
  readonly stacks: number;
  /**
   * Features at each level, from the hourglass's full resolution down; the resolution is halved `features.length − 1`
   * times. The original network has 256 features at five levels.
   */
  readonly features: readonly number[];
  /**
   * `paper`: 7×7 convolution with stride 2, residuals and pooling, to a quarter of the input.
   * `patches`: space-to-depth 2×2, then two 3×3 convolutions with stride 2, to an eighth of the input. Most of the
   * network then works on a quarter of the pixels, and the last layer predicts four map pixels at each position.
   */
  readonly stem: "paper" | "patches";
  /** Features of the patch stem at a quarter of the input's resolution (default 32). */
  readonly stemFeatures?: number;
  readonly normalisation: Normalisation;
}

/** The named configurations. */
export const HOURGLASS_CONFIGS = {
  /** The network of Newell et al. and of Yuen and Trivedi. */
  paper: {
    inputSize: 256,
    maps: 68,
    stacks: 8,
    features: [256, 256, 256, 256, 256],
    stem: "paper",
    normalisation: "group",
  },
  /** 7 GFLOP per face: a teacher for `small`, for training on a graphics card. */
  large: {
    inputSize: 256,
    maps: 68,
    stacks: 4,
    features: [224, 256, 320, 384],
    stem: "patches",
    normalisation: "none",
  },
  /** The default: the best accuracy found below 1 GFLOP per face after an hour of training on two cores. */
  small: {
    inputSize: 256,
    maps: 68,
    stacks: 2,
    features: [96, 128, 192, 256],
    stem: "patches",
    normalisation: "none",
  },
  /** For video and browsers: 0.12 GFLOP per face. */
  nano: {
    inputSize: 256,
    maps: 68,
    stacks: 1,
    features: [40, 64, 96, 128],
    stem: "patches",
    stemFeatures: 16,
    normalisation: "none",
  },
} as const satisfies Record<string, HourglassConfig>;

/** A configuration, for checks. */
export const hourglassSchema = z.strictObject(
  {
    inputSize: count,
    maps: count,
    stacks: count,
    features: z.array(count, mustBe("an array of features")).min(2, mustBe("two levels or more")),
    stem: oneOf("paper", "patches"),
    stemFeatures: z.optional(count),
    normalisation: oneOf("none", "group"),
  },
  mustBe("the configuration of an hourglass"),
);

/** The maps of one stack as the network computes them; `toMaps` unpacks them. */
export interface StackOutput {
  /** [batch, maps · block², height, width]: the channels of a position hold `block`² pixels of each map. */
  readonly packed: Value;
  readonly block: number;
}

/** Side of the maps: a quarter of the input's side. */
export function mapSize(config: HourglassConfig): number {
  return config.inputSize / 4;
}

/** Map pixels that one position of the last layer predicts, in each direction. */
export function packingBlock(config: HourglassConfig): number {
  return config.stem === "paper" ? 1 : 2;
}

/**
 * Builds the network.
 *
 * @param batch images per run.
 * @returns the input ("image", uint8 RGB [batch, size, size, 3]; normalisation is part of the network) and the maps after
 * each stack; those of the last stack are the network's output.
 * @throws {RangeError} when the configuration is malformed, has too few levels or sizes do not divide.
 * @example
 * const { image, stacks } = buildHourglass(createGraph(), HOURGLASS_CONFIGS.small, 1);
 * image.shape; // [1, 256, 256, 3]
 * toMaps(stacks[1]).shape; // [1, 68, 64, 64]
 */
export function buildHourglass(
  graph: Graph,
  config: HourglassConfig,
  batch: number,
): { image: Value; stacks: StackOutput[] } {
  check(hourglassSchema, config, "The network's");
  check(count, batch, "The number of images per run");
  const { inputSize, maps, normalisation, stacks } = config;
  const features = featuresAt(config, 0);
  const block = packingBlock(config);
  const image = input(graph, "image", [batch, inputSize, inputSize, 3], "uint8");
  // Pixels 0..255 to about −2..2, channels first.
  const pixels = shift(scale(transpose(toFloat(image), [0, 3, 1, 2]), 1 / 64), -2);
  let x = config.stem === "paper" ? paperStem(pixels, config) : patchStem(pixels, config);
  const outputs: StackOutput[] = [];
  for (let stack = 0; stack < stacks; stack++) {
    const name = `stack${stack}`;
    const body = hourglass(`${name}.hourglass`, x, config, 0);
    const after = residual(`${name}.after`, body, features, normalisation);
    const linear = layer(`${name}.linear`, after, features);
    // Without normalisation here, features would grow from stack to stack in the network of eight.
    const out = activation(`${name}.linear`, linear, normalisation);
    const packed = layer(`${name}.maps`, out, maps * block * block, { gain: 0.02 });
    outputs.push({ packed, block });
    if (stack + 1 < stacks) {
      const fedBack = add(
        layer(`${name}.fromFeatures`, out, features, { gain: 0.5 }),
        layer(`${name}.fromMaps`, packed, features, { gain: 0.5 }),
      );
      x = add(x, fedBack);
    }
  }
  return { image, stacks: outputs };
}

/** A stack's maps as [batch, maps, size, size]. */
export function toMaps({ packed, block }: StackOutput): Value {
  return block === 1 ? packed : depthToSpace(packed, block);
}

/**
 * One hourglass, recursively: down to the lowest resolution and up again, with a skip branch at every level (Newell et
 * al., section 3.1).
 */
function hourglass(name: string, x: Value, config: HourglassConfig, level: number): Value {
  const { normalisation } = config;
  const features = featuresAt(config, level);
  const below = featuresAt(config, level + 1);
  const skip = residual(`${name}.skip${level}`, x, features, normalisation);
  let low = residual(`${name}.down${level}`, maxPool(x, { size: 2 }), below, normalisation);
  low =
    level + 2 < config.features.length
      ? hourglass(name, low, config, level + 1)
      : residual(`${name}.bottom`, low, below, normalisation);
  low = residual(`${name}.up${level}`, low, features, normalisation);
  return add(skip, resizeNearest(low, 2));
}

function paperStem(pixels: Value, config: HourglassConfig): Value {
  const features = featuresAt(config, 0);
  let x = relu(layer("stem.convolution", pixels, features / 4, { size: 7, stride: 2 }));
  x = residual("stem.first", x, features / 2, config.normalisation);
  x = residual("stem.second", maxPool(x, { size: 2 }), features / 2, config.normalisation);
  return residual("stem.third", x, features, config.normalisation);
}

function patchStem(pixels: Value, config: HourglassConfig): Value {
  const features = featuresAt(config, 0);
  const { stemFeatures = 32 } = config;
  let x = spaceToDepth(pixels, 2);
  x = relu(layer("stem.first", x, stemFeatures, { size: 3, stride: 2 }));
  x = layer("stem.second", x, features, { size: 3, stride: 2 });
  return residual("stem.third", x, features, config.normalisation);
}

function featuresAt(config: HourglassConfig, level: number): number {
  const features = config.features[level];
  if (features === undefined) {
    throw new RangeError(
      `The configuration has features for ${config.features.length} levels only.`,
    );
  }
  return features;
}
