// The gaze network: both eyes of a face in one look; gaze, lids and irises of each out.

import { ANSWER_COUNT } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import {
  add,
  averagePool,
  convolution,
  filled,
  type Graph,
  heNormal,
  input,
  parameter,
  relu,
  scale,
  spaceToDepth,
  toFloat,
  transpose,
  type Value,
} from "../graph/index.ts";
import { normaliseImages } from "../networks/normaliseImages.ts";
import { layer, residuals } from "../networks/residual.ts";

/** Configuration of a gaze network. */
export interface GazeNetworkConfig {
  /** Features at 1/2, 1/4 and 1/8 of the input's resolution. */
  readonly features: readonly [number, number, number];
  /** Residual modules at 1/4 and 1/8. */
  readonly blocks: readonly [number, number];
  /** Features before the answers. */
  readonly hidden: number;
}

/** The network that ships. */
export const DEFAULT_GAZE_NETWORK = {
  features: [16, 48, 80],
  blocks: [2, 2],
  hidden: 128,
} satisfies GazeNetworkConfig;

/** Values are clipped at this many standard deviations from the mean: reflections of lamps, frames, saturated skin. */
const MOST_DEVIATIONS = 2.5;

/** Degrees of head pose that count as 1. */
const POSE_UNIT = 30;

export interface GazeNetworkValues {
  /** Input "eyes": uint8 [batch, 48, 64, 2], grey; channel 0 the left eye, 1 the right eye mirrored. */
  readonly eyes: Value;
  /** Input "pose": float32 [batch, 2, 1, 1], the head's yaw and pitch relative to the line of sight of the camera, degrees. */
  readonly pose: Value;
  /** [batch, 24, 1, 1], in the order of `ANSWERS`. */
  readonly answers: Value;
}

/** Builds the network for `batch` faces. */
export function buildGazeNetwork(
  graph: Graph,
  { features, blocks, hidden }: GazeNetworkConfig,
  batch: number,
): GazeNetworkValues {
  const eyes = input(graph, "eyes", [batch, PAIR_HEIGHT, PAIR_WIDTH, 2], "uint8");
  const pose = input(graph, "pose", [batch, 2, 1, 1]);
  // Transposed instead of reshaped, so that the number of faces can stay free in the exported file.
  const pixels = transpose(toFloat(eyes), [0, 3, 1, 2]);
  let x = layer(
    "stem",
    spaceToDepth(normaliseImages(pixels, [2, 3], MOST_DEVIATIONS), 2),
    features[0],
    { size: 3 },
  );
  x = layer("quarter.down", spaceToDepth(relu(x), 2), features[1]);
  x = residuals("quarter", x, features[1], blocks[0]);
  x = layer("eighth.down", spaceToDepth(relu(x), 2), features[2]);
  x = residuals("eighth", x, features[2], blocks[1]);
  // Each of the last 4×3 positions has its own weights, because the position of iris and lids is what matters.
  x = averagePool(relu(x), 2);
  const [rows, columns] = [PAIR_HEIGHT / 16, PAIR_WIDTH / 16];
  const kernel = [hidden, features[2], rows, columns];
  x = convolution(
    x,
    parameter(graph, "gather.kernel", kernel, heNormal(features[2] * rows * columns)),
    { bias: parameter(graph, "gather.bias", [hidden], filled(0)), padding: 0 },
  );
  x = add(x, layer("pose", scale(pose, 1 / POSE_UNIT), hidden));
  x = add(x, layer("mix", relu(x), hidden, { gain: 0.3 }));
  return { eyes, pose, answers: layer("answers", relu(x), ANSWER_COUNT, { gain: 0.1 }) };
}
