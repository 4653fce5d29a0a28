// Validation of the gaze network during training: renders of other people, and real eyes of other people.

import { join } from "node:path";
import { ANGLE_UNIT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import { LID_CLASSES } from "../../src/result.ts";
import { gatherEyes } from "../eyes/gather.ts";
import type { Validation } from "../fit/fit.ts";
import type { GazeTrainingConfig } from "./config.ts";
import { gazeEye } from "./gather.ts";
import { exportGazeNetwork, predictPairs } from "./model.ts";
import { readRenderedEyes } from "./renders.ts";
import type { GazeSample } from "./source.ts";

/** Real eyes to validate on at most: every n-th of them. */
const REAL_EYES = 1200;

/** Returns a function that validates weights: the mean angular error of gaze plus what is wrong of a hundred real lids. */
export async function createGazeValidator(
  config: GazeTrainingConfig,
  root: string,
  threads?: number,
): Promise<(weights: ReadonlyMap<string, Float32Array>) => Promise<Validation>> {
  const renders = await readRenderedEyes(join(root, config.data.heldOut.path));
  const { subjects, photographs } = await gatherEyes(
    { data: config.data.eyes, seed: config.seed },
    root,
    "held-out",
  );
  const real = [...[...subjects.values()].flat(), ...photographs];
  const step = Math.max(1, Math.floor(real.length / REAL_EYES));
  const eyes = real
    .filter((_, index) => index % step === 0)
    .map((sample): GazeSample => {
      const eye = gazeEye(sample);
      return { left: eye, right: eye, pose: null };
    });
  return async (weights) => {
    const model = exportGazeNetwork(config.network, weights);
    const ofRenders = await predictPairs(model, renders, threads);
    const gazeError = meanGazeError(renders, ofRenders);
    const [lids] = lidAccuracy(renders, ofRenders);
    // Without real eyes, the lids of the renders decide.
    const [, shut] =
      eyes.length > 0
        ? lidAccuracy(eyes, await predictPairs(model, eyes, threads))
        : lidAccuracy(renders, ofRenders);
    return {
      score: gazeError + 0.3 * (100 - shut),
      figures: {
        gazeErrorDegrees: gazeError,
        lidsPercent: lids,
        [eyes.length > 0 ? "realShutPercent" : "shutPercent"]: shut,
      },
    };
  };
}

/** Mean angle between the answered and the true direction of the eyes whose gaze is known, degrees. */
function meanGazeError(samples: readonly GazeSample[], answers: readonly Float32Array[]): number {
  let sum = 0;
  let count = 0;
  samples.forEach(({ left, right }, index) => {
    [left, right].forEach(({ gaze }, side) => {
      if (gaze === null) return;
      const outward = ANGLE_UNIT * answers[index][ANSWERS.outward + side] - gaze.outward;
      const pitch = ANGLE_UNIT * answers[index][ANSWERS.pitch + side] - gaze.pitch;
      sum += Math.hypot(outward * Math.cos((gaze.pitch * Math.PI) / 180), pitch);
      count++;
    });
  });
  return sum / count;
}

/** Percent of eyes whose class of lids is right, and whose being shut is right. */
function lidAccuracy(
  samples: readonly GazeSample[],
  answers: readonly Float32Array[],
): readonly [classes: number, shut: number] {
  const right = { classes: 0, shut: 0 };
  const all = { classes: 0, shut: 0 };
  samples.forEach((sample, index) => {
    [sample.left, sample.right].forEach(({ lids }, side) => {
      if (lids === null) return;
      const from = ANSWERS.lids + LID_CLASSES.length * side;
      const logits = answers[index].subarray(from, from + LID_CLASSES.length);
      all.shut++;
      if (logits[0] > 0 === (lids === "shut")) right.shut++;
      if (lids === "not-shut") return;
      all.classes++;
      if (LID_CLASSES[logits.indexOf(Math.max(...logits))] === lids) right.classes++;
    });
  });
  return [(100 * right.classes) / all.classes, (100 * right.shut) / all.shut];
}
