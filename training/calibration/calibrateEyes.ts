// Calibrates the eye-state network on held-out eyes: the probability of "open", and the threshold of "no eye visible".

import { probabilityOf } from "../../src/eyes/predictEyes.ts";
import type { EyesCard } from "../../src/modelCard.ts";
import type { EyePools } from "../eyes/gather.ts";
import { type EyeLogits, predictPatches } from "../eyes/model.ts";
import type { EyeSample } from "../eyes/source.ts";
import { expectedCalibrationError } from "../metrics/calibrationError.ts";
import { fitLogistic } from "./fitLogistic.ts";

/** The calibration, and its quality on the same eyes. */
export interface EyeCalibrationFit {
  readonly open: EyesCard["runtime"]["open"];
  readonly seen: EyesCard["runtime"]["seen"];
  readonly leastSeen: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** At most this share of the visible held-out eyes may be classified as hidden. */
const LOST_SHARE = 0.005;

/** Runs the network on held-out eyes and fits its calibration. */
export async function calibrateEyes(
  model: Uint8Array,
  { subjects, photographs, hidden }: EyePools,
): Promise<EyeCalibrationFit> {
  const samples = [...[...subjects.values()].flat(), ...photographs, ...hidden];
  const patches = samples.map(({ patch }) => patch);
  return fitEyeCalibration(samples, await predictPatches(model, patches));
}

/**
 * Fits Platt's scaling to both logits. Both classes have the same total weight, because the share of closed eyes in the
 * data set is not the share in driving.
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
        open.map(({ logit, positive }) => ({
          probability: probabilityOf(logit, openFit),
          positive,
        })),
      ),
      held_out_hidden: negatives.length,
      held_out_hidden_rejected: rejected.length / negatives.length,
    },
  };
}

/** A logit, and whether what it says holds. */
export interface LogitCase {
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

/** Platt's scaling of logits; both classes have the same total weight. */
export function fitPlatt(cases: readonly LogitCase[]): { slope: number; intercept: number } {
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
