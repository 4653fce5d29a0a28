// Makes the detector's training batches: which photographs, which random streams, images and targets.

import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import { type LandmarkPair, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { type CrowdPhotograph, composeScene, type Portrait, type Sources } from "./compose.ts";
import type { BoxedPhotograph } from "./dataset.ts";
import { obstructFaces } from "./obstruct.ts";
import { type Pyramid, pyramidOf } from "./pyramid.ts";
import type { Scene } from "./scene.ts";
import { relight, shadeFaces } from "./sceneLight.ts";
import { balanceTargets, createTargets, type DetectorTargets, writeTargets } from "./targets.ts";

/** A batch of training images and what to answer for each. */
export interface DetectorBatch extends DetectorTargets {
  /** Interleaved RGB, N × size × size × 3. */
  readonly images: Uint8Array<ArrayBuffer>;
}

/** What detector batches are made from. */
export interface DetectorBatchPlan {
  readonly crowds: readonly BoxedPhotograph[];
  /** Groups of annotated portraits; each group is drawn from as often as its weight says. */
  readonly portraits: readonly {
    readonly weight: number;
    readonly pairs: readonly LandmarkPair[];
  }[];
  readonly batchSize: number;
  /** Side of the training images in pixels. */
  readonly size: number;
  readonly seed: number;
}

/**
 * A function from a batch's number to the batch, which depends on the plan and the number alone.
 * Photographs are decoded at first use and kept.
 */
export function createDetectorBatchMaker(
  plan: DetectorBatchPlan,
): (batch: number) => Promise<DetectorBatch> {
  const { batchSize, size, seed } = plan;
  const sources = createSources(plan);
  return async (batch) => {
    const images = new Uint8Array(batchSize * size * size * 3);
    const targets = createTargets(batchSize, size);
    for (let i = 0; i < batchSize; i++) {
      const scene = await makeScene(size, sources, randomFrom(mixSeed(seed, batch, i)));
      images.set(scene.image, i * scene.image.length);
      writeTargets(targets, i, size, scene.faces);
    }
    balanceTargets(targets, batchSize);
    return { images, ...targets };
  };
}

/** One finished training scene. */
export async function makeScene(size: number, sources: Sources, random: Random): Promise<Scene> {
  const scene = await composeScene(size, sources, random);
  shadeFaces(scene, random);
  obstructFaces(scene, random);
  relight(scene, random);
  return scene;
}

/** Decoded pixels that a maker of batches keeps; past this photographs are decoded at every use. */
const KEPT_BYTES = 6e9;

/** Random photographs of a plan, each decoded once as far as memory allows. */
export function createSources({ crowds, portraits }: DetectorBatchPlan): Sources {
  const budget = { bytes: KEPT_BYTES };
  const crowdOf = new Map<string, CrowdPhotograph>();
  const portraitOf = new Map<string, Portrait>();
  const total = portraits.reduce((sum, { weight }) => sum + weight, 0);
  return {
    crowd(random) {
      const { imagePath, boxes } = pick(crowds, random);
      return remembered(crowdOf, budget, imagePath, async () => {
        return { pyramid: pyramidOf(await readRgbFrame(imagePath)), boxes };
      });
    },
    portrait(random) {
      let at = random.next() * total;
      const group = portraits.find(({ weight }) => {
        at -= weight;
        return at < 0;
      });
      const pair = pick((group ?? pick(portraits, random)).pairs, random);
      return remembered(portraitOf, budget, pair.imagePath, async () => {
        const { frame, landmarks } = await readLandmarkSample(pair);
        return { pyramid: pyramidOf(frame), landmarks };
      });
    },
  };
}

async function remembered<T extends { readonly pyramid: Pyramid }>(
  known: Map<string, T>,
  budget: { bytes: number },
  path: string,
  read: () => Promise<T>,
): Promise<T> {
  const kept = known.get(path);
  if (kept !== undefined) return kept;
  const made = await read();
  const bytes = made.pyramid.levels.reduce((sum, { data }) => sum + data.length, 0);
  if (bytes <= budget.bytes) {
    known.set(path, made);
    budget.bytes -= bytes;
  }
  return made;
}

function pick<T>(list: readonly T[], random: Random): T {
  const item = list[random.below(list.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}
