// Makes batches of augmented eyes: which samples are drawn, and their labels.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import { toBytes } from "../imaging/tone.ts";
import { augmentEye } from "./augment.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { type EyePools, gatherEyes } from "./gather.ts";
import { LOGITS } from "./network.ts";
import { paintEye } from "./painted/paintEye.ts";
import type { EyeSample } from "./source.ts";
import { varyEye } from "./vary.ts";

/** A batch of eyes, one after the other in each array. */
export interface EyeBatch {
  /** N × 48 × 48 grey values. */
  readonly eyes: Uint8Array<ArrayBuffer>;
  /** N × 2 target probabilities, in the order of the network's logits. */
  readonly targets: Float32Array<ArrayBuffer>;
  /** N × 2: 0 where the label is unknown. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** Target probability of a label (label smoothing): some of the eye crops are mislabelled. */
const LABEL_PROBABILITY = 0.98;

/** What eye batches are made from. */
export interface EyeBatchData {
  readonly config: Pick<EyeTrainingConfig, "data" | "mixture" | "variety" | "batchSize" | "seed">;
  /** The folder that the configuration's paths are relative to. */
  readonly root: string;
}

/** Reads all samples into memory and returns a function from a batch's number to the batch. */
export async function createBatchMaker({
  config,
  root,
}: EyeBatchData): Promise<(number: number) => EyeBatch> {
  return createEyeBatchMaker(await gatherEyes(config, root, "training"), config);
}

/** A function from a batch's number to the batch, which depends on the pools, the seed and the number alone. */
export function createEyeBatchMaker(
  pools: EyePools,
  {
    mixture,
    variety,
    batchSize,
    seed,
  }: Pick<EyeTrainingConfig, "mixture" | "variety" | "batchSize" | "seed">,
): (batch: number) => EyeBatch {
  const draw = createDraw(pools, mixture);
  return (number) => {
    const batch: EyeBatch = {
      eyes: new Uint8Array(batchSize * EYE_SIZE * EYE_SIZE),
      targets: new Float32Array(batchSize * 2),
      weights: new Float32Array(batchSize * 2),
    };
    for (let i = 0; i < batchSize; i++) {
      const random = randomFrom(mixSeed(seed, number, i));
      const { sample, cover } = draw(random);
      const varied = variety > 0 && random.chance(variety);
      const patch = varied ? varyEye(sample.patch, random) : sample.patch;
      const image = augmentEye(patch, random, cover?.patch);
      toBytes(image, batch.eyes.subarray(i * image.length, (i + 1) * image.length));
      label(batch, i, LOGITS.open, cover === undefined ? sample.open : null);
      label(batch, i, LOGITS.seen, cover === undefined ? sample.seen : false);
    }
    return batch;
  };
}

function label(batch: EyeBatch, index: number, logit: number, value: boolean | null): void {
  batch.targets[2 * index + logit] = value === true ? LABEL_PROBABILITY : 1 - LABEL_PROBABILITY;
  batch.weights[2 * index + logit] = value === null ? 0 : 1;
}

interface Drawn {
  readonly sample: EyeSample;
  /** A hidden eye or a place without an eye, laid over the sample. */
  readonly cover?: EyeSample;
}

/**
 * Draws samples. Eye crops are drawn by subject, with a probability proportional to the square root of the subject's
 * number of crops, then open and closed ones equally often where a subject has both.
 */
function createDraw(
  { subjects, photographs, hidden }: EyePools,
  mixture: EyeTrainingConfig["mixture"],
): (random: Random) => Drawn {
  const groups = [...subjects.values()].map((samples) => ({
    classes: byClass(samples),
    weight: Math.sqrt(samples.length),
  }));
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  const ofPhotographs = byClass(photographs);
  if (groups.length + ofPhotographs.length === 0) {
    throw new RangeError("There are no eyes to train on.");
  }
  const photograph = (random: Random) => pick(pick(ofPhotographs, random), random);
  const crop = (random: Random): EyeSample => {
    let at = random.next() * total;
    const group = groups.find(({ weight }) => {
      at -= weight;
      return at < 0;
    });
    return pick(pick(group?.classes ?? pick(groups, random).classes, random), random);
  };
  return (random) => {
    if (mixture.painted > 0 && random.chance(mixture.painted)) {
      return { sample: paintEye(random) };
    }
    const kind = random.next();
    const { photographs: share, hidden: hiddenShare, covered } = mixture;
    if (kind < share && ofPhotographs.length > 0) return { sample: photograph(random) };
    if (hidden.length > 0 && kind >= share && kind < share + hiddenShare) {
      return { sample: pick(hidden, random) };
    }
    const sample = groups.length === 0 ? photograph(random) : crop(random);
    const cover = kind >= share + hiddenShare && kind < share + hiddenShare + covered;
    return cover && hidden.length > 0 ? { sample, cover: pick(hidden, random) } : { sample };
  };
}

/** Open and closed samples; a class without samples is left out. */
function byClass(samples: readonly EyeSample[]): EyeSample[][] {
  return [true, false]
    .map((open) => samples.filter((sample) => sample.open === open))
    .filter(({ length }) => length > 0);
}

function pick<T>(list: readonly T[], random: Random): T {
  const item = list[random.below(list.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}
