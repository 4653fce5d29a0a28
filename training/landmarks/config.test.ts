// What the configuration of a landmark training run says of its augmentation.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { randomFrom } from "../../src/math/random.ts";
import { checked } from "../cli/networks.ts";
import { OCCLUDER_KINDS } from "../occluders/index.ts";
import { type AugmentOptions, augment, DEFAULT_AUGMENT } from "./augment.ts";
import { landmarkConfigSchema } from "./config.ts";
import { readRgbFrame } from "./dataset.ts";
import { objectPainter } from "./objectPainter.ts";

const folders = [{ path: "faces" }];
const schedule = { shape: "cosine", peak: 0.001, warmup: 2, steps: 4 };
const config = (augmentation: object) => ({
  ...{ task: "landmarks", network: "nano", batchSize: 4, seed: 1, schedule },
  data: { train: folders, validation: folders },
  augment: augmentation,
});

/** A rendered face with its landmarks. */
async function faceSample() {
  const truth = JSON.parse(await readFile("samples/driver-frontal.truth.json", "utf8"));
  const landmarks = (truth.landmarks as [number, number, number][]).map(([x, y]) => ({ x, y }));
  return { frame: await readRgbFrame("samples/driver-frontal.jpg"), landmarks };
}

test("the kinds of painted objects are those that the configuration names", async () => {
  const parsed = checked(config({ occluders: ["mask"] }), landmarkConfigSchema, "run.json");
  expect(parsed.augment.occluders).toEqual(["mask"]);

  const sample = await faceSample();
  const always = { ...DEFAULT_AUGMENT, occlude: 1, cut: 0, photometric: 0 };
  const flagsWith = (options: AugmentOptions) =>
    Array.from({ length: 30 }, (_, seed) => {
      return augment(sample, randomFrom(seed), options, objectPainter(options, [])).occluded;
    });
  const painted = flagsWith({ ...always, ...parsed.augment });
  // A mask covers the mouth and never the eyes; other kinds do cover them.
  expect(painted.filter((flags) => flags[57] === 1).length).toBeGreaterThan(20);
  expect(painted.filter((flags) => flags[37] === 1)).toEqual([]);
  expect(flagsWith(always).filter((flags) => flags[37] === 1).length).toBeGreaterThan(2);
});

test.each([
  [["masks"], `augment.occluders.0: `],
  [[], 'augment.occluders: name at least one kind; "occlude": 0 paints nothing'],
  [["hair", "mask", "hair"], "augment.occluders: a kind is named twice"],
  ["hair", "augment.occluders: "],
])("%j is refused, with what is wrong", (occluders, message) => {
  const reading = () => checked(config({ occluders }), landmarkConfigSchema, "run.json");
  expect(reading).toThrow(message);
});

test("a kind that does not exist is refused with those that do", () => {
  const reading = () =>
    checked(config({ occluders: ["fringe"] }), landmarkConfigSchema, "run.json");
  for (const kind of OCCLUDER_KINDS) expect(reading).toThrow(`"${kind}"`);
});
