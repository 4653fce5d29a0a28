// The eye-state network: a small grey image of one eye in, two logits out: whether it is open, whether it is visible.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import {
  averagePool,
  convolution,
  filled,
  type Graph,
  heNormal,
  input,
  parameter,
  relu,
  spaceToDepth,
  toFloat,
  transpose,
  type Value,
} from "../graph/index.ts";
import { normaliseImages } from "../networks/normaliseImages.ts";
import { layer, residuals } from "../networks/residual.ts";

/** Configuration of an eye-state network. */
export interface EyeNetworkConfig {
  /** Features at 1/2, 1/4 and 1/8 of the input's resolution. */
  readonly features: readonly [number, number, number];
  /** Residual modules at each of these resolutions. */
  readonly blocks: readonly [number, number, number];
  /** Features before the two logits. */
  readonly hidden: number;
}

/** The network that ships. */
export const DEFAULT_EYE_NETWORK = {
  features: [24, 48, 64],
  blocks: [1, 2, 2],
  hidden: 64,
} satisfies EyeNetworkConfig;

/** Values are clipped at this many standard deviations from the mean: reflections of lamps, frames, saturated skin. */
const MOST_DEVIATIONS = 2;

/** The order of the logits in the output. */
export const LOGITS = { open: 0, seen: 1 } as const;

export interface EyeNetworkOutputs {
  /** Input "eyes", uint8 grey [batch, 48, 48, 1]; the network normalises brightness and contrast. */
  readonly eyes: Value;
  /** [batch, 2, 1, 1], in the order of `LOGITS`. */
  readonly logits: Value;
}

/** Builds the network for `batch` eyes. */
export function buildEyeNetwork(
  graph: Graph,
  config: EyeNetworkConfig,
  batch: number,
): EyeNetworkOutputs {
  const { features, blocks, hidden } = config;
  const eyes = input(graph, "eyes", [batch, EYE_SIZE, EYE_SIZE, 1], "uint8");
  // Transposed instead of reshaped, so that the number of eyes can stay free in the exported file.
  const pixels = transpose(toFloat(eyes), [0, 3, 1, 2]);
  // Space-to-depth avoids a convolution at full resolution, which would cost the most.
  let x = layer(
    "stem",
    spaceToDepth(normaliseImages(pixels, [1, 2, 3], MOST_DEVIATIONS), 2),
    features[0],
    { size: 3 },
  );
  x = residuals("half", x, features[0], blocks[0]);
  x = layer("quarter.down", spaceToDepth(relu(x), 2), features[1]);
  x = residuals("quarter", x, features[1], blocks[1]);
  x = layer("eighth.down", spaceToDepth(relu(x), 2), features[2]);
  x = residuals("eighth", x, features[2], blocks[2]);
  // Each of the last 3×3 positions has its own weights, because the position of the lids matters.
  x = averagePool(relu(x), 2);
  const kernel = [hidden, features[2], 3, 3];
  x = convolution(x, parameter(graph, "gather.kernel", kernel, heNormal(features[2] * 9)), {
    bias: parameter(graph, "gather.bias", [hidden], filled(0)),
    padding: 0,
  });
  return { eyes, logits: layer("logits", relu(x), 2, { gain: 0.1 }) };
}
