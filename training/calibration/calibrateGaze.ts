// Calibrates the gaze network on people outside the training set: probabilities, deviations, and what counts as seen.

import { ANGLE_UNIT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import { probabilityOf } from "../../src/eyes/predictEyes.ts";
import type { GazeCard } from "../../src/modelCard.ts";
import { LID_CLASSES } from "../../src/result.ts";
import type { GazePools } from "../gaze/gather.ts";
import { predictPairs } from "../gaze/model.ts";
import type { GazeEye, GazeSample } from "../gaze/source.ts";
import { fitPlatt, type LogitCase } from "./calibrateEyes.ts";

type Runtime = GazeCard["runtime"];

/** The calibration, and its quality on the same faces. */
export interface GazeCalibrationFit extends Pick<Runtime, "seen" | "shut" | "deviation"> {
  readonly leastSeen: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** At most this share of the visible held-out eyes may count as hidden. */
const LOST_SHARE = 0.01;
/** No deviation is smaller, degrees: the pose of a real head errs by about as much. */
const LEAST_DEVIATION = 3;
/** A normal distribution with this mean absolute deviation has a standard deviation of 1. */
const NORMAL_SHARE = Math.sqrt(Math.PI / 2);

/**
 * Fits Platt's scaling for "seen" (renders and real eyes) and "shut" (real eyes), and the factor from answered errors to
 * standard deviations on renders.
 *
 * @throws {RangeError} when a class is missing.
 */
export async function calibrateGaze(
  model: Uint8Array,
  renders: readonly GazeSample[],
  { eyes, hidden }: Pick<GazePools, "eyes" | "hidden">,
): Promise<GazeCalibrationFit> {
  const alone = (eye: GazeEye): GazeSample => ({ left: eye, right: eye, pose: null });
  const real = [...new Set(eyes.flat(2)), ...hidden].map(alone);
  const ofRenders = await predictPairs(model, renders);
  const ofReal = await predictPairs(model, real);
  const sides = [
    ...eachEye(renders, ofRenders),
    ...eachEye(real, ofReal).filter(({ side }) => side === 0),
  ];
  const seenCases = sides.flatMap(({ eye, side, answers }): LogitCase[] =>
    eye.seen === null ? [] : [{ logit: answers[ANSWERS.seen + side], positive: eye.seen }],
  );
  const shutCases = sides.flatMap(({ eye, side, answers }): LogitCase[] => {
    if (eye.lids === null) return [];
    const logit = answers[ANSWERS.lids + LID_CLASSES.length * side];
    return [{ logit, positive: eye.lids === "shut" }];
  });
  const seen = fitPlatt(seenCases);
  const shut = fitPlatt(shutCases);
  const visible = seenCases
    .filter(({ positive }) => positive)
    .map(({ logit }) => probabilityOf(logit, seen))
    .sort((p, q) => p - q);
  const leastSeen = Math.min(0.5, visible[Math.floor(LOST_SHARE * visible.length)] ?? 0);
  const errors = eachEye(renders, ofRenders).flatMap(({ eye, side, answers }) => {
    if (eye.gaze === null) return [];
    const outward = ANGLE_UNIT * answers[ANSWERS.outward + side] - eye.gaze.outward;
    const pitch = ANGLE_UNIT * answers[ANSWERS.pitch + side] - eye.gaze.pitch;
    const predicted = ANGLE_UNIT * Math.exp(answers[ANSWERS.logError + side]);
    return [{ outward, pitch, predicted }];
  });
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const absolute = mean(
    errors.map(({ outward, pitch }) => (Math.abs(outward) + Math.abs(pitch)) / 2),
  );
  const factor = (NORMAL_SHARE * absolute) / mean(errors.map(({ predicted }) => predicted));
  const right = (cases: readonly LogitCase[], platt: Runtime["shut"]) =>
    (100 *
      cases.filter(({ logit, positive }) => probabilityOf(logit, platt) > 0.5 === positive)
        .length) /
    cases.length;
  return {
    seen,
    shut,
    deviation: { factor, least: LEAST_DEVIATION },
    leastSeen,
    figures: {
      held_out_rendered_eyes: errors.length,
      held_out_rendered_error_degrees: mean(
        errors.map(({ outward, pitch }) => Math.hypot(outward, pitch)),
      ),
      held_out_shut_eyes: shutCases.length,
      held_out_shut_accuracy_percent: right(shutCases, shut),
      held_out_hidden: seenCases.filter(({ positive }) => !positive).length,
      held_out_hidden_rejected:
        seenCases.filter(
          ({ logit, positive }) => !positive && probabilityOf(logit, seen) < leastSeen,
        ).length / seenCases.filter(({ positive }) => !positive).length,
    },
  };
}

function eachEye(samples: readonly GazeSample[], answers: readonly Float32Array[]) {
  return samples.flatMap(({ left, right }, index) =>
    ([left, right] as const).map((eye, side) => ({ eye, side, answers: answers[index] })),
  );
}
