// The landmark network as a training task: loss on every stack, batches of augmented windows, validation.

import { encodeHeatmaps, HEATMAP_SIZE } from "../../src/landmarks/heatmap.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { mapStream } from "../batchStream.ts";
import type { TrainingTask } from "../fit/fit.ts";
import {
  absolute,
  add,
  type Graph,
  input,
  scale,
  shift,
  spaceToDepth,
  type Value,
  weightedSquaredError,
} from "../graph/index.ts";
import { buildHourglass, type HourglassConfig, packingBlock } from "../networks/hourglass.ts";
import { type BatchStreamOptions, createBatchStream } from "./batches.ts";
import type { LandmarkBatch } from "./batchPlan.ts";
import { type TeacherOptions, taughtBatches, teacherLoss } from "./teacher.ts";
import { createLandmarkValidator, type ValidationOptions } from "./validate.ts";

/**
 * Additional weight of a pixel at a target's peak, relative to the empty background. Without it, the loss first decreases
 * towards empty maps and training stalls there (compare Wang et al. 2019, section 4.3).
 */
const FOREGROUND_WEIGHT = 20;

/** The training task of a member of the hourglass family. */
export async function landmarkTask(
  config: HourglassConfig,
  batches: Omit<BatchStreamOptions, "firstBatch">,
  validation: ValidationOptions,
  teacher?: TeacherOptions,
): Promise<TrainingTask> {
  const { batchSize } = batches;
  return {
    buildLoss: (graph, images) => heatmapLoss(graph, config, images, teacher?.weight),
    batchSize,
    openBatches: async (firstBatch) => {
      const plain = mapStream(await createBatchStream({ ...batches, firstBatch }), toFeeds);
      return teacher === undefined ? plain : taughtBatches(plain, teacher);
    },
    validate: await createLandmarkValidator(config, validation),
  };
}

/**
 * Squared error of the maps of every stack, weighted towards the foreground, summed over pixels and stacks and averaged
 * over landmarks and images (Yuen & Trivedi 2017, section III; Newell et al. 2016).
 *
 * @param taught share of the loss against a teacher's maps, an input of their own; 0 without a teacher.
 */
export function heatmapLoss(
  graph: Graph,
  config: HourglassConfig,
  batch: number,
  taught = 0,
): Value {
  const { stacks } = buildHourglass(graph, config, batch);
  const target = input(graph, "target", [batch, config.maps, HEATMAP_SIZE, HEATMAP_SIZE]);
  // The target is packed as the network packs its maps, so that the larger tensors are not rearranged.
  const block = packingBlock(config);
  const packed = block === 1 ? target : spaceToDepth(target, block);
  const weight = shift(scale(absolute(packed), FOREGROUND_WEIGHT), 1);
  const factor = 1 / (batch * config.maps);
  const annotated = stacks
    .map((stack) => weightedSquaredError(stack.packed, packed, weight, factor))
    .reduce((sum, each) => add(sum, each));
  if (taught === 0) return annotated;
  const learned = teacherLoss(stacks, config, batch, FOREGROUND_WEIGHT);
  return add(scale(annotated, 1 - taught), scale(learned, taught));
}

function toFeeds({ images, landmarks, occluded }: LandmarkBatch) {
  const batch = occluded.length / LANDMARK_COUNT;
  const target = new Float32Array(batch * LANDMARK_COUNT * HEATMAP_SIZE * HEATMAP_SIZE);
  encodeHeatmaps(landmarks, occluded, target);
  const side = Math.sqrt(images.length / (batch * 3));
  return {
    image: { shape: [batch, side, side, 3], data: images },
    target: { shape: [batch, LANDMARK_COUNT, HEATMAP_SIZE, HEATMAP_SIZE], data: target },
  };
}
