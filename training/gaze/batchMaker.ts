// Makes batches of augmented pairs of eyes: which samples are drawn, and their targets.

import { ANSWER_COUNT } from "../../src/eyes/gazeAnswers.ts";
import { PAIR_HEIGHT, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import { paintEye } from "../eyes/painted/paintEye.ts";
import { toBytes } from "../imaging/tone.ts";
import { changedEye, type PairChange, randomChange } from "./augment.ts";
import type { GazeTrainingConfig } from "./config.ts";
import { type GazePools, gatherGaze, gazeEye } from "./gather.ts";
import type { GazeEye, GazeSample } from "./source.ts";
import { BOUND_COUNT, targetsOf } from "./targets.ts";

/** A batch of faces, one after the other in each array. */
export interface GazeBatch {
  /** N × 48 × 64 × 2 grey values. */
  readonly eyes: Uint8Array<ArrayBuffer>;
  /** N × yaw and pitch, degrees. */
  readonly pose: Float32Array<ArrayBuffer>;
  /** N × 24 targets and weights. */
  readonly targets: Float32Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
  /** N × 4 bounds of the angles of both eyes. */
  readonly low: Float32Array<ArrayBuffer>;
  readonly high: Float32Array<ArrayBuffer>;
}

/** What gaze batches are made from. */
export interface GazeBatchData {
  readonly config: Pick<GazeTrainingConfig, "data" | "mixture" | "variety" | "batchSize" | "seed">;
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
}

/** Standard deviation of the measured head pose, degrees, and of a pose that nobody knows. */
const POSE_ERROR = { measured: 4, unknown: 14 } as const;

/** Reads all samples into memory and returns a function from a batch's number to the batch. */
export async function createBatchMaker({
  config,
  root,
}: GazeBatchData): Promise<(number: number) => GazeBatch> {
  return createGazeBatchMaker(await gatherGaze(config, root), config);
}

/** A function from a batch's number to the batch, which depends on the pools, the seed and the number alone. */
export function createGazeBatchMaker(
  pools: GazePools,
  {
    mixture,
    variety,
    batchSize,
    seed,
  }: Pick<GazeTrainingConfig, "mixture" | "variety" | "batchSize" | "seed">,
): (batch: number) => GazeBatch {
  return (number) => {
    const batch = emptyBatch(batchSize);
    for (let i = 0; i < batchSize; i++) {
      const random = randomFrom(mixSeed(seed, number, i));
      const drawn = drawSample(pools, mixture, random);
      const sample = random.chance(0.5) ? mirrored(drawn) : drawn;
      const { yaw, pitch } = measuredPose(sample, random);
      writeSample(batch, i, sample, randomChange(random, variety));
      batch.pose.set([yaw, pitch], 2 * i);
    }
    return batch;
  };
}

/** A batch without samples. */
export function emptyBatch(count: number): GazeBatch {
  return {
    eyes: new Uint8Array(count * PAIR_WIDTH * PAIR_HEIGHT * 2),
    pose: new Float32Array(count * 2),
    targets: new Float32Array(count * ANSWER_COUNT),
    weights: new Float32Array(count * ANSWER_COUNT),
    low: new Float32Array(count * BOUND_COUNT),
    high: new Float32Array(count * BOUND_COUNT),
  };
}

/** Writes images, targets and the known pose of a sample into a batch. */
export function writeSample(
  batch: GazeBatch,
  index: number,
  { left, right, pose }: GazeSample,
  change: PairChange,
): void {
  const pixels = PAIR_WIDTH * PAIR_HEIGHT;
  const bytes = new Uint8Array(pixels);
  for (const [side, { image }] of [left, right].entries()) {
    toBytes(changedEye(image, change, side === 0 ? "left" : "right"), bytes);
    for (let at = 0; at < pixels; at++) {
      batch.eyes[2 * (index * pixels + at) + side] = bytes[at];
    }
  }
  const { targets, weights, low, high } = targetsOf(left, right, change);
  batch.targets.set(targets, index * ANSWER_COUNT);
  batch.weights.set(weights, index * ANSWER_COUNT);
  batch.low.set(low, index * BOUND_COUNT);
  batch.high.set(high, index * BOUND_COUNT);
  batch.pose.set([pose?.yaw ?? 0, pose?.pitch ?? 0], 2 * index);
}

function measuredPose({ pose }: GazeSample, random: Random) {
  const error = pose === null ? POSE_ERROR.unknown : POSE_ERROR.measured;
  return {
    yaw: (pose?.yaw ?? 0) + error * random.normal(),
    pitch: (pose?.pitch ?? 0) + error * random.normal(),
  };
}

/** The face in a mirror: each eye takes the other's place. The images stay, because the right one is mirrored already. */
function mirrored({ left, right, pose }: GazeSample): GazeSample {
  return {
    left: right,
    right: left,
    pose: pose && { yaw: -pose.yaw, pitch: pose.pitch },
  };
}

function drawSample(
  { renders, faces, looks, eyes, hidden }: GazePools,
  mixture: GazeTrainingConfig["mixture"],
  random: Random,
): GazeSample {
  if (mixture.painted > 0 && random.chance(mixture.painted)) return paintedPair(random);
  const hiddenEye = () => pick(hidden, random);
  if (random.chance(mixture.eyes)) {
    const one = (): GazeEye =>
      random.chance(mixture.hidden) ? hiddenEye() : pick(pick(pick(eyes, random), random), random);
    return { left: one(), right: one(), pose: null };
  }
  const kind = random.next() * (1 - mixture.eyes);
  const sample =
    looks.length > 0 && kind < mixture.looks
      ? pick(pickBySize(looks, random), random)
      : pick(faces.length > 0 && kind < mixture.looks + mixture.faces ? faces : renders, random);
  if (!random.chance(mixture.covered)) return sample;
  return random.chance(0.5) ? { ...sample, left: hiddenEye() } : { ...sample, right: hiddenEye() };
}

/** Painted eyes: mostly both of one face, whose mirrored images are alike. */
function paintedPair(random: Random): GazeSample {
  const left = gazeEye(paintEye(random));
  return { left, right: random.chance(0.8) ? left : gazeEye(paintEye(random)), pose: null };
}

/** A group, with a probability that grows with the root of its size: small ones are drawn more often, not as often. */
function pickBySize<T>(groups: readonly (readonly T[])[], random: Random): readonly T[] {
  const roots = groups.map(({ length }) => Math.sqrt(length));
  let place = random.next() * roots.reduce((sum, root) => sum + root, 0);
  const found = roots.findIndex((root) => {
    place -= root;
    return place < 0;
  });
  return groups[found] ?? groups[0];
}

function pick<T>(list: readonly T[], random: Random): T {
  const item = list[random.below(list.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}
