// The gaze network: both eyes of a face in one look; gaze, lids and irises of each out.

import { ANSWER_COUNT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import {
  add,
  averagePool,
  clamp,
  concat,
  constant,
  convolution,
  divide,
  exponential,
  filled,
  type Graph,
  heNormal,
  input,
  multiply,
  type Parameter,
  parameter,
  reduceSum,
  relu,
  resizeNearest,
  scale,
  sizeOf,
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
  /** Points that the network finds in each eye's image, the first of them the centre of the iris; 0 for none. */
  readonly points: number;
}

/** The network that ships. */
export const DEFAULT_GAZE_NETWORK = {
  features: [16, 48, 80],
  blocks: [2, 2],
  hidden: 128,
  points: 0,
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
  { features, blocks, hidden, points }: GazeNetworkConfig,
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
  const fine = residuals("quarter", x, features[1], blocks[0]);
  x = layer("eighth.down", spaceToDepth(relu(fine), 2), features[2]);
  x = residuals("eighth", x, features[2], blocks[1]);
  const places = points === 0 ? null : foundPoints(fine, x, points);
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
  if (places !== null) x = add(x, layer("points.gather", places, hidden));
  x = add(x, layer("mix", relu(x), hidden, { gain: 0.3 }));
  const answers = layer("answers", relu(x), ANSWER_COUNT, { gain: 0.1 });
  if (places === null) return { eyes, pose, answers };
  const direct = parameter(
    graph,
    "points.answers",
    [ANSWER_COUNT, 4 * points, 1, 1],
    firstPointsAreIrises(points),
  );
  return { eyes, pose, answers: add(answers, convolution(places, direct)) };
}

/** Bound of a map's values: softmax without overflow. */
const MOST_EVIDENCE = 30;

/** Points in both images: from fine features, and from coarse ones that have seen the eye's surroundings. */
function foundPoints(fine: Value, coarse: Value, points: number): Value {
  const around = resizeNearest(layer("points.around", relu(coarse), sizeOf(fine, 1)), 2);
  const maps = layer("points.maps", relu(add(fine, around)), 2 * points, { size: 3, gain: 0.3 });
  return meanPlaces(maps);
}

/**
 * The mean place of each map's softmax (integral regression, Sun et al. 2018): x of all maps, then y, in the unit of the
 * iris's centre. A place found this way is finer than the map's grid, and few steps teach it.
 */
function meanPlaces(maps: Value): Value {
  const { graph } = maps;
  const [rows, columns] = [sizeOf(maps, 2), sizeOf(maps, 3)];
  const weights = exponential(clamp(maps, -MOST_EVIDENCE, MOST_EVIDENCE));
  const sum = reduceSum(weights, [2, 3]);
  const x = Array.from({ length: rows * columns }, (_, at) => at % columns);
  const y = Array.from({ length: rows * columns }, (_, at) => Math.floor(at / columns));
  const mean = (index: readonly number[], count: number) => {
    const grid = index.map((at) => (2 * at + 1 - count) / columns);
    const place = multiply(weights, constant(graph, [1, 1, rows, columns], grid));
    return divide(reduceSum(place, [2, 3]), sum);
  };
  return concat([mean(x, columns), mean(y, rows)], 1);
}

/** The first map of each eye starts as the answer for the iris's centre. */
function firstPointsAreIrises(points: number): Parameter["initialise"] {
  return (data) => {
    data.fill(0);
    for (const [side, map] of [0, points].entries()) {
      for (const axis of [0, 1]) {
        const answer = ANSWERS.iris + 2 * side + axis;
        data[answer * 4 * points + 2 * points * axis + map] = 1;
      }
    }
  };
}
