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
  multiply,
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
      const plain = mapStream(await createBatchStream({ ...batches, firstBatch }), (each) =>
        toFeeds(each, packingBlock(config)),
      );
      return teacher === undefined ? plain : taughtBatches(plain, teacher);
    },
    validate: await createLandmarkValidator(config, validation),
  };
}

/**
 * Squared error of the maps of every stack, weighted towards the foreground, summed over pixels and stacks and averaged
 * over landmarks and images (Yuen & Trivedi 2017, section III; Newell et al. 2016). Maps of landmarks that may be visible or
 * hidden, nobody knows, are left out: the input "known" is 0 for them.
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
  // One number a map, repeated over a block, so that it is packed like the maps.
  const known = input(graph, "known", [batch, config.maps, block, block]);
  const counted = block === 1 ? known : spaceToDepth(known, block);
  const weight = multiply(shift(scale(absolute(packed), FOREGROUND_WEIGHT), 1), counted);
  const factor = 1 / (batch * config.maps);
  const annotated = stacks
    .map((stack) => weightedSquaredError(stack.packed, packed, weight, factor))
    .reduce((sum, each) => add(sum, each));
  if (taught === 0) return annotated;
  const learned = teacherLoss(stacks, config, batch, FOREGROUND_WEIGHT);
  return add(scale(annotated, 1 - taught), scale(learned, taught));
}

function toFeeds({ images, landmarks, occluded, unknown }: LandmarkBatch, block: number) {
  const batch = occluded.length / LANDMARK_COUNT;
  const target = new Float32Array(batch * LANDMARK_COUNT * HEATMAP_SIZE * HEATMAP_SIZE);
  encodeHeatmaps(landmarks, occluded, target);
  const side = Math.sqrt(images.length / (batch * 3));
  return {
    image: { shape: [batch, side, side, 3], data: images },
    target: { shape: [batch, LANDMARK_COUNT, HEATMAP_SIZE, HEATMAP_SIZE], data: target },
    known: {
      shape: [batch, LANDMARK_COUNT, block, block],
      data: Float32Array.from({ length: unknown.length * block * block }, (_, at) =>
        unknown[Math.floor(at / (block * block))] === 1 ? 0 : 1,
      ),
    },
  };
}
