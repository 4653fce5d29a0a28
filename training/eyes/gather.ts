// Gathers what a configuration trains on: samples held in memory, and those held out.

import { join } from "node:path";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import type { Occluder } from "../landmarks/augment.ts";
import { listLandmarkPairs, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { OCCLUDER_KINDS, occlude } from "../occluders/index.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { listEyeFiles, partSubjects, readEyeSample } from "./dataset.ts";
import { eyesOfPhotograph, hiddenEyes, hiddenEyesOfPhotograph } from "./photographs.ts";
import type { EyeSample } from "./source.ts";

/** Samples by what they show. */
export interface EyePools {
  /** Eye crops by subject. */
  readonly subjects: ReadonlyMap<string, readonly EyeSample[]>;
  /** Eyes of photographs. */
  readonly photographs: readonly EyeSample[];
  /** No eye, or a hidden one. */
  readonly hidden: readonly EyeSample[];
}

/** What can come before an eye; masks and cups stay below it. */
const EYE_OCCLUDERS = OCCLUDER_KINDS.filter(
  (kind) => !["mask", "scarf", "cup", "clear-glasses", "tinted-glasses", "border"].includes(kind),
);
/** Objects are painted over every third photograph: painting takes longer than all else. Of the others what is known counts. */
const HIDDEN_EVERY = 3;
/** How many photographs stand by for occluders cut out of other images. */
const CUTOUT_COUNT = 24;

/**
 * Reads all samples of a configuration into memory: about 5 kB each.
 *
 * @param part which side of the holding out.
 * @throws {Error} naming the folder or file that cannot be read.
 */
export async function gatherEyes(
  {
    data: { crops, photographs, heldOutPhotographs },
    seed,
  }: Pick<EyeTrainingConfig, "data" | "seed">,
  root: string,
  part: "training" | "held-out",
): Promise<EyePools> {
  const { chosen, others } = partSubjects(
    (await listEyeFiles(join(root, crops.path))).files,
    crops.heldOut,
  );
  const subjects = new Map<string, EyeSample[]>();
  for (const file of part === "held-out" ? chosen : others) {
    const sample = await readEyeSample(file);
    const known = subjects.get(file.subject);
    if (known === undefined) subjects.set(file.subject, [sample]);
    else known.push(sample);
  }
  const seen: EyeSample[] = [];
  const hidden: EyeSample[] = [];
  for (const [folder, { path, lids }] of photographs.entries()) {
    const pairs = await listLandmarkPairs(join(root, path));
    const first = Math.round(pairs.length * (1 - heldOutPhotographs));
    const used = part === "held-out" ? pairs.slice(first) : pairs.slice(0, first);
    const occluder = await eyeOccluder(pairs.map(({ imagePath }) => imagePath));
    for (const [index, pair] of used.entries()) {
      const sample = await readLandmarkSample(pair);
      seen.push(...eyesOfPhotograph(sample, lids));
      if (index % HIDDEN_EVERY !== 0) {
        hidden.push(...hiddenEyes(sample));
        continue;
      }
      hidden.push(...hiddenEyesOfPhotograph(sample, occluder, mixSeed(seed, folder), index));
    }
  }
  return { subjects, photographs: seen, hidden };
}

async function eyeOccluder(imagePaths: readonly string[]): Promise<Occluder> {
  const random = randomFrom(mixSeed(imagePaths.length, 0x657965));
  const cutouts = await Promise.all(
    Array.from({ length: CUTOUT_COUNT }, () =>
      readRgbFrame(imagePaths[random.below(imagePaths.length)]),
    ),
  );
  return (image, width, height, landmarks, occluded, stream) => {
    occlude(image, width, height, landmarks, occluded, stream, { cutouts, kinds: EYE_OCCLUDERS });
  };
}
