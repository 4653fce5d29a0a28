// The face detector: a small fully convolutional encoder and decoder with a centre map and box maps.

import {
  add,
  exponential,
  type Graph,
  input,
  relu,
  resizeNearest,
  scale,
  shift,
  sigmoid,
  slice,
  spaceToDepth,
  toFloat,
  transpose,
  type Value,
} from "../graph/index.ts";
import { layer, residual } from "../networks/residual.ts";

/** Configuration of a detector. */
export interface DetectorConfig {
  /** Features at 1/4, 1/8, 1/16 and 1/32 of the input's resolution. */
  readonly features: readonly [number, number, number, number];
  /** Residual modules of the encoder at each of these resolutions. */
  readonly blocksDown: readonly [number, number, number, number];
  /** Residual modules of the decoder, at 1/8 and 1/16. */
  readonly blocksUp: readonly [number, number];
}

/** The detector that ships: 0.25 GFLOP for a 320 × 240 image. */
export const DEFAULT_DETECTOR = {
  features: [16, 32, 96, 160],
  blocksDown: [1, 2, 2, 4],
  blocksUp: [2, 2],
} satisfies DetectorConfig;

/** Input pixels per cell of the output maps. */
export const DETECTOR_STRIDE = 8;

/** Distance of a box edge from the cell's centre, in input pixels, where the box map is 0. */
export const REFERENCE_DISTANCE = 16;

/**
 * Initial logit of every cell. Faces are rare: with an initial probability of one half, the loss of false positives would
 * dominate the training (Lin et al. 2017, section 4.1).
 */
const PRIOR_LOGIT = -4;

/** Features before the five output maps. */
const HEAD_FEATURES = 64;

export interface DetectorOutputs {
  /** Input "image", uint8 RGB [batch, height, width, 3]; normalisation is part of the network. */
  readonly image: Value;
  /** Logits that a face is centred on each cell, [batch, 1, height / 8, width / 8]. */
  readonly logits: Value;
  /**
   * Logarithms of the distances to the left, top, right and bottom edge ÷ `REFERENCE_DISTANCE`, [batch, 4, height / 8,
   * width / 8].
   */
  readonly logDistances: Value;
}

/**
 * Builds the network for images whose sides are multiples of 32. No layer depends on the size, so that it can stay free
 * in the exported file.
 */
export function buildDetector(
  graph: Graph,
  config: DetectorConfig,
  batch: number,
  height: number,
  width: number,
): DetectorOutputs {
  const { features, blocksDown, blocksUp } = config;
  const image = input(graph, "image", [batch, height, width, 3], "uint8");
  // Pixels 0..255 to about −2..2, channels first.
  const pixels = shift(scale(transpose(toFloat(image), [0, 3, 1, 2]), 1 / 64), -2);
  // Space-to-depth avoids convolutions at full resolution, which would cost the most.
  let x = layer("stem", spaceToDepth(pixels, 2), features[0], { size: 3, stride: 2 });
  x = residuals("quarter", x, features[0], blocksDown[0]);
  const eighth = residuals("eighth", down("eighth", x, features[1]), features[1], blocksDown[1]);
  x = down("sixteenth", eighth, features[2]);
  const sixteenth = residuals("sixteenth", x, features[2], blocksDown[2]);
  x = down("bottom", sixteenth, features[3]);
  x = residuals("bottom", x, features[3], blocksDown[3]);
  x = up("sixteenth", x, sixteenth, features[2]);
  x = residuals("sixteenth.merged", x, features[2], blocksUp[1]);
  x = up("eighth", x, eighth, features[1]);
  x = residuals("eighth.merged", x, features[1], blocksUp[0]);
  x = relu(layer("head.features", relu(x), HEAD_FEATURES));
  const maps = layer("head.maps", x, 5, { gain: 0.1 });
  return {
    image,
    logits: shift(slice(maps, 1, 0, 1), PRIOR_LOGIT),
    logDistances: slice(maps, 1, 1, 5),
  };
}

/** Outputs of the exported network: see `DetectorMaps` in src/detect/. */
export function detectorOutputs({ logits, logDistances }: DetectorOutputs): {
  readonly heatmap: Value;
  readonly boxes: Value;
} {
  return {
    heatmap: sigmoid(logits),
    boxes: scale(exponential(logDistances), REFERENCE_DISTANCE),
  };
}

function residuals(name: string, x: Value, features: number, count: number): Value {
  let out = x;
  for (let i = 0; i < count; i++) out = residual(`${name}.block${i}`, out, features, "none");
  return out;
}

function down(name: string, x: Value, features: number): Value {
  return layer(`${name}.down`, relu(x), features, { size: 3, stride: 2 });
}

/** Enlarges the coarser features by two and adds them to the finer ones. */
function up(name: string, coarse: Value, fine: Value, features: number): Value {
  return add(fine, resizeNearest(layer(`${name}.up`, relu(coarse), features, { gain: 0.5 }), 2));
}
