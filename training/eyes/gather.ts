// Reads the samples of a configuration into memory, either for training or the held-out ones.

import { join } from "node:path";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import type { Occluder } from "../landmarks/augment.ts";
import { listLandmarkPairs, readLandmarkSample, readRgbFrame } from "../landmarks/dataset.ts";
import { OCCLUDER_KINDS, occlude } from "../occluders/index.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { listEyeFiles, readEyeSample, splitSubjects } from "./dataset.ts";
import { eyesOfPhotograph, hiddenEyes, hiddenEyesOfPhotograph } from "./photographs.ts";
import type { EyeSample } from "./source.ts";

/** Samples by kind. */
export interface EyePools {
  /** Eye crops by subject. */
  readonly subjects: ReadonlyMap<string, readonly EyeSample[]>;
  /** Eyes of photographs. */
  readonly photographs: readonly EyeSample[];
  /** Hidden eyes, and places without an eye. */
  readonly hidden: readonly EyeSample[];
}

/** Occluders that may hide an eye. */
const EYE_OCCLUDERS = OCCLUDER_KINDS.filter(
  (kind) => !["mask", "scarf", "cup", "clear-glasses", "tinted-glasses", "border"].includes(kind),
);
/**
 * Objects are drawn over every third photograph, because drawing is slow; the others contribute eyes known to be
 * hidden.
 */
const HIDDEN_EVERY = 3;
/** Photographs kept in memory for occluders that are cut out of other images. */
const CUTOUT_COUNT = 24;

/**
 * Reads all samples of a configuration into memory: about 5 kB each.
 *
 * @param part the training or the held-out samples.
 * @throws {Error} with the path of the folder or file that cannot be read.
 */
export async function gatherEyes(
  {
    data: { crops, photographs, heldOutPhotographs },
    seed,
  }: Pick<EyeTrainingConfig, "data" | "seed">,
  root: string,
  part: "training" | "held-out",
): Promise<EyePools> {
  const files = crops === undefined ? [] : (await listEyeFiles(join(root, crops.path))).files;
  const { chosen, others } = splitSubjects(files, crops?.heldOut ?? []);
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
