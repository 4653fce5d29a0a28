// Calibrates the eye-state network on what was held out of training: probabilities, and when there is no eye.

import { probabilityOf } from "../../src/eyes/predictEyes.ts";
import type { EyesCard } from "../../src/modelCard.ts";
import type { EyePools } from "../eyes/gather.ts";
import { type EyeLogits, lookAtPatches } from "../eyes/model.ts";
import type { EyeSample } from "../eyes/source.ts";
import { fitLogistic } from "./fitLogistic.ts";
import { expectedCalibrationError } from "./fitVisibility.ts";

/** What was fitted, and how good it is on the same eyes. */
export interface EyeCalibrationFit {
  readonly open: EyesCard["runtime"]["open"];
  readonly seen: EyesCard["runtime"]["seen"];
  readonly leastSeen: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** Of the held-out eyes that are there to be seen, at most this share may be taken for hidden. */
const LOST_SHARE = 0.005;

/** Looks at what was held out and fits how the network's answers are to be read. */
export async function calibrateEyes(
  model: Uint8Array,
  { subjects, photographs, hidden }: EyePools,
): Promise<EyeCalibrationFit> {
  const samples = [...[...subjects.values()].flat(), ...photographs, ...hidden];
  const patches = samples.map(({ patch }) => patch);
  return fitEyeCalibration(samples, await lookAtPatches(model, patches));
}

/**
 * Fits Platt's scaling of both logits, weighing both classes of each question alike: how often drivers close
 * their eyes is not for a collection of crops to say.
 *
 * @throws {RangeError} when one of the classes is missing.
 */
export function fitEyeCalibration(
  samples: readonly Omit<EyeSample, "patch">[],
  logits: readonly EyeLogits[],
): EyeCalibrationFit {
  const open = casesOf(samples, logits, "open");
  const seen = casesOf(samples, logits, "seen");
  const openFit = fitPlatt(open);
  const seenFit = fitPlatt(seen);
  const probabilities = seen
    .filter(({ positive }) => positive)
    .map(({ logit }) => probabilityOf(logit, seenFit))
    .sort((p, q) => p - q);
  const leastSeen = Math.min(
    0.5,
    probabilities[Math.floor(LOST_SHARE * probabilities.length)] ?? 0,
  );
  const negatives = seen.filter(({ positive }) => !positive);
  const rejected = negatives.filter(({ logit }) => probabilityOf(logit, seenFit) < leastSeen);
  const right = open.filter(
    ({ logit, positive }) => probabilityOf(logit, openFit) > 0.5 === positive,
  );
  return {
    open: openFit,
    seen: seenFit,
    leastSeen,
    figures: {
      held_out_eyes: open.length,
      held_out_accuracy_percent: (100 * right.length) / open.length,
      held_out_calibration_error: expectedCalibrationError(
        open.map(({ logit, positive: visible }) => ({
          probability: probabilityOf(logit, openFit),
          visible,
        })),
      ),
      held_out_hidden: negatives.length,
      held_out_hidden_rejected: rejected.length / negatives.length,
    },
  };
}

interface LogitCase {
  readonly logit: number;
  readonly positive: boolean;
}

function casesOf(
  samples: readonly Omit<EyeSample, "patch">[],
  logits: readonly EyeLogits[],
  question: "open" | "seen",
): LogitCase[] {
  return samples.flatMap((sample, i) => {
    const positive = sample[question];
    return positive === null ? [] : [{ logit: logits[i]?.[question] ?? Number.NaN, positive }];
  });
}

function fitPlatt(cases: readonly LogitCase[]): { slope: number; intercept: number } {
  const positives = cases.filter(({ positive }) => positive).length;
  const { weights, intercept } = fitLogistic(
    cases.map(({ logit, positive }) => ({
      features: [logit],
      positive,
      weight: 1 / (positive ? positives : cases.length - positives),
    })),
  );
  return { slope: weights[0], intercept };
}
