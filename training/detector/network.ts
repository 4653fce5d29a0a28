// The face detector's network: a light fully convolutional encoder and decoder with centre and box maps.

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

/** The shape of one detector. */
export interface DetectorConfig {
  /** Features at 1/4, 1/8, 1/16 and 1/32 of the input's resolution. */
  readonly features: readonly [number, number, number, number];
  /** Residual modules at each of these resolutions on the way down. */
  readonly blocksDown: readonly [number, number, number, number];
  /** Residual modules after each merge on the way up, at 1/8 and 1/16. */
  readonly blocksUp: readonly [number, number];
}

/** The detector that ships: a quarter of a GFLOP for a 320 × 240 image. */
export const DEFAULT_DETECTOR = {
  features: [16, 32, 96, 160],
  blocksDown: [1, 2, 2, 4],
  blocksUp: [2, 2],
} satisfies DetectorConfig;

/** Input pixels per cell of the output maps. */
export const DETECTOR_STRIDE = 8;

/** Where the box map is 0, an edge lies this many input pixels from the cell's centre. */
export const REFERENCE_DISTANCE = 16;

/**
 * Faces are rare: a network that starts by calling every cell a face at one half drowns in its own false
 * alarms (Lin et al. 2017, section 4.1). This is the logit it starts from.
 */
const PRIOR_LOGIT = -4;

/** Features from which the five maps are read. */
const HEAD_FEATURES = 64;

export interface DetectorOutputs {
  /** Input "image", uint8 RGB [batch, height, width, 3]; normalisation is part of the network. */
  readonly image: Value;
  /** Logits of a face being centred on each cell, [batch, 1, height / 8, width / 8]. */
  readonly logits: Value;
  /** Logarithms of the distances to the box's left, top, right and bottom edge over `REFERENCE_DISTANCE`, [batch, 4, height / 8, width / 8]. */
  readonly logDistances: Value;
}

/**
 * Builds the network for images whose sides are multiples of 32. No layer depends on the sides, so the
 * exported file may declare them free.
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
  // Gathering 2×2 pixels first spares the convolutions at full resolution, the dearest of all.
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

/** What the exported network answers: see `DetectorMaps` in the library's detect stage. */
export function detectorAnswers({ logits, logDistances }: DetectorOutputs): {
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

/** Brings the coarser features up by two and adds them to the finer ones. */
function up(name: string, coarse: Value, fine: Value, features: number): Value {
  return add(fine, resizeNearest(layer(`${name}.up`, relu(coarse), features, { gain: 0.5 }), 2));
}
