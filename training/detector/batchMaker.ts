// Makes the detector's training batches: photographs by chance, composed to scenes, with their targets.

import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import { type LandmarkPair, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { type CrowdPhotograph, composeScene, type Portrait, type Sources } from "./compose.ts";
import type { BoxedPhotograph } from "./dataset.ts";
import { occludeFaces } from "./occludeFaces.ts";
import { type Pyramid, pyramidOf } from "./pyramid.ts";
import type { Scene } from "./scene.ts";
import { relight, shadeFaces } from "./sceneLight.ts";
import { balanceTargets, createTargets, type DetectorTargets, writeTargets } from "./targets.ts";

/** A batch of training images and their targets. */
export interface DetectorBatch extends DetectorTargets {
  /** Interleaved RGB, N × size × size × 3. */
  readonly images: Uint8Array<ArrayBuffer>;
}

/** What detector batches are made from. */
export interface DetectorBatchPlan {
  readonly crowds: readonly BoxedPhotograph[];
  /** Groups of annotated portraits; a group is chosen with a probability proportional to its weight. */
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
 */
export function createBatchMaker(
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
  occludeFaces(scene, random);
  relight(scene, random);
  return scene;
}

/** Bytes of decoded pixels that are cached; photographs beyond it are decoded at every use. */
const CACHE_BYTES = 6e9;

/** Random photographs of a plan, cached as far as memory allows. */
function createSources({ crowds, portraits }: DetectorBatchPlan): Sources {
  const budget = { bytes: CACHE_BYTES };
  const crowdOf = new Map<string, CrowdPhotograph>();
  const portraitOf = new Map<string, Portrait>();
  const total = portraits.reduce((sum, { weight }) => sum + weight, 0);
  return {
    crowd(random) {
      const { imagePath, boxes } = pick(crowds, random);
      return cached(crowdOf, budget, imagePath, async () => {
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
      return cached(portraitOf, budget, pair.imagePath, async () => {
        const { frame, landmarks } = await readLandmarkSample(pair);
        return { pyramid: pyramidOf(frame), landmarks };
      });
    },
  };
}

async function cached<T extends { readonly pyramid: Pyramid }>(
  cache: Map<string, T>,
  budget: { bytes: number },
  path: string,
  read: () => Promise<T>,
): Promise<T> {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const value = await read();
  const bytes = value.pyramid.levels.reduce((sum, { data }) => sum + data.length, 0);
  if (bytes <= budget.bytes) {
    cache.set(path, value);
    budget.bytes -= bytes;
  }
  return value;
}

function pick<T>(list: readonly T[], random: Random): T {
  const item = list[random.below(list.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
}
