// The packs of detector and eye-state network: views that TypeScript composes and augments, made beforehand.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import type { DetectorTrainingConfig } from "../detector/config.ts";
import { detectorTask } from "../detector/train.ts";
import { exportDetector } from "../detector/validate.ts";
import { plainEye } from "../eyes/augment.ts";
import type { EyeTrainingConfig } from "../eyes/config.ts";
import { gatherEyes } from "../eyes/gather.ts";
import { exportEyeNetwork } from "../eyes/model.ts";
import { LOGITS } from "../eyes/network.ts";
import { eyeTask } from "../eyes/train.ts";
import type { TrainingTask } from "../fit/fit.ts";
import type { Tensors } from "../graph/index.ts";
import { toBytes } from "../imaging/tone.ts";
import {
  type PackedNetwork,
  type PackedSettings,
  type PackOptions,
  packModels,
  writePack,
} from "./pack.ts";
import { createPackFile, type PackFile } from "./packFile.ts";

/** What a pack of finished views is told besides. */
export interface ViewPackOptions extends PackOptions {
  /** Views to train on; whole batches are made. */
  readonly views?: number;
}

/** What was packed. */
export interface ViewPack {
  readonly bytes: number;
  readonly views: number;
  readonly heldOut: number;
}

const DETECTOR_VIEWS = 2_000;
const DETECTOR_HELD_OUT = 128;
const EYE_VIEWS = 20_000;
const IMAGE_QUALITY = 80;

/** Writes a pack for the face detector: scenes with their targets, and scenes of the validation photographs. */
export async function packDetector(
  config: DetectorTrainingConfig,
  options: ViewPackOptions,
): Promise<ViewPack> {
  const { crowds, portraits } = config.data.validation;
  const heldOut: DetectorTrainingConfig = {
    ...config,
    data: {
      ...config.data,
      crowds,
      portraits: portraits.map((each) => ({ ...each, weight: 1 })),
    },
  };
  const file = createPackFile();
  const { views = DETECTOR_VIEWS, data } = options;
  const held = await makeViews(await detectorTask(heldOut, data), DETECTOR_HELD_OUT);
  addViews(file, "validation/", held);
  const task = await detectorTask(config, data);
  const made = await makeViews(task, views, options.onProgress);
  addViews(file, "train/", made);
  const bytes = await write(
    file,
    {
      task: "detector",
      buildLoss: (graph) => task.buildLoss(graph, config.batchSize),
      toModel: (weights) => exportDetector(config.network, weights),
      answer: "heatmap",
    },
    config,
    options,
    {
      image: { axis: 2 },
      centers: { axis: 3 },
      background: { axis: 3 },
      // In a mirror the distances to the left and the right edge trade places.
      logDistances: { axis: 3, channels: [2, 1, 0, 3] },
      boxWeights: { axis: 3 },
    },
  );
  return { bytes, views: countOf(made), heldOut: countOf(held) };
}

/** Writes a pack for the eye-state network: augmented eyes, and the crops of the held-out subjects as they are. */
export async function packEyes(
  config: EyeTrainingConfig,
  options: ViewPackOptions,
): Promise<ViewPack> {
  const file = createPackFile();
  const { views = EYE_VIEWS, data } = options;
  const held = await heldOutEyes(config, data);
  addViews(file, "validation/", held);
  const task = await eyeTask(config, data);
  const made = await makeViews(task, views, options.onProgress);
  addViews(file, "train/", made);
  const bytes = await write(
    file,
    {
      task: "eyes",
      buildLoss: (graph) => task.buildLoss(graph, config.batchSize),
      toModel: (weights) => exportEyeNetwork(config.network, weights),
      answer: "logits",
    },
    config,
    options,
    { eyes: { axis: 2 } },
  );
  return { bytes, views: countOf(made), heldOut: countOf(held) };
}

async function write(
  file: PackFile,
  network: PackedNetwork,
  settings: PackedSettings,
  { out, limit, initial }: PackOptions,
  mirror: object,
): Promise<number> {
  const packed = packModels(network, settings.seed, initial);
  return writePack(out, file, { network, settings, ...packed, details: { mirror } }, limit);
}

/** One input of the training model for many views: the shape of one view, and the views one after the other. */
interface Views {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** The first batches of a task, at least so many views. */
async function makeViews(
  task: TrainingTask,
  count: number,
  onProgress: (what: string) => void = () => undefined,
): Promise<Record<string, Views>> {
  const stream = await task.openBatches(0);
  const batches: Tensors[] = [];
  try {
    for (let made = 0; made < count; made += task.batchSize) {
      batches.push(await stream.next());
      if (batches.length % 50 === 0) onProgress(`${made + task.batchSize} of ${count} views made`);
    }
  } finally {
    await stream.close();
  }
  return Object.fromEntries(
    Object.entries(batches[0]).map(([name, { shape }]) => [
      name,
      { shape: shape.slice(1), data: joined(batches.map((batch) => batch[name].data)) },
    ]),
  );
}

function joined(parts: readonly (Float32Array | Uint8Array)[]): Float32Array | Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts[0] instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The eyes that TypeScript's training validates on, of which the open and closed crops are scored. */
async function heldOutEyes(
  config: EyeTrainingConfig,
  root: string,
): Promise<Record<string, Views>> {
  const { subjects } = await gatherEyes(config, root, "held-out");
  const samples = [...subjects.values()].flat();
  const pixels = EYE_SIZE * EYE_SIZE;
  const eyes = new Uint8Array(samples.length * pixels);
  const targets = new Float32Array(samples.length * 2);
  const weights = new Float32Array(samples.length * 2);
  for (const [index, { patch, open }] of samples.entries()) {
    toBytes(plainEye(patch), eyes.subarray(index * pixels, (index + 1) * pixels));
    targets[2 * index + LOGITS.open] = open === true ? 1 : 0;
    weights[2 * index + LOGITS.open] = open === null ? 0 : 1;
  }
  return {
    eyes: { shape: [EYE_SIZE, EYE_SIZE, 1], data: eyes },
    targets: { shape: [2, 1, 1], data: targets },
    weights: { shape: [2, 1, 1], data: weights },
  };
}

/** Color images are stored with loss, all else as it is. */
function addViews(file: PackFile, prefix: string, views: Readonly<Record<string, Views>>): void {
  for (const [name, { shape, data }] of Object.entries(views)) {
    const size = sizeOf(shape);
    const count = data.length / size;
    const [height, width, channels] = shape;
    if (data instanceof Uint8Array && shape.length === 3 && channels === 3) {
      const images = Array.from({ length: count }, (_, index) => {
        return { width, height, data: data.subarray(index * size, (index + 1) * size) };
      });
      file.addImages(prefix + name, images, 3, IMAGE_QUALITY);
    } else {
      file.addArray(prefix + name, [count, ...shape], data);
    }
  }
}

function countOf(views: Readonly<Record<string, Views>>): number {
  const [{ shape, data }] = Object.values(views);
  return data.length / sizeOf(shape);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1);
}
