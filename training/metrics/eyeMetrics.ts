// How well closed eyes are separated from open ones.

import { expectedCalibrationError } from "./calibrationError.ts";
import { rocArea } from "./precisionRecall.ts";

/** One eye: the ground truth, and the reported probability of "closed" (`null` without one). */
export interface ClassifiedEye {
  readonly closed: boolean;
  readonly probability: number | null;
}

/** Figures of one set of eyes. The names are those of the JSON that `vigil evaluate` writes. */
export interface EyeReport {
  readonly eyes: number;
  readonly closed: number;
  /** Eyes without a reported state. All figures below leave them out. */
  readonly unreported: number;
  readonly accuracy_percent: number | null;
  /** Of "closed" at probability 0.5. `null` when no eye was reported as closed, or no eye is closed. */
  readonly closed_precision: number | null;
  readonly closed_recall: number | null;
  /** Area under the ROC curve: the chance that a closed eye has a higher probability than an open one. `null` without both. */
  readonly auc: number | null;
  readonly expected_calibration_error: number | null;
}

/** The figures of some eyes. */
export function eyeReport(eyes: readonly ClassifiedEye[]): EyeReport {
  const reported = eyes.flatMap(({ closed, probability }) =>
    probability === null ? [] : [{ closed, probability }],
  );
  const flagged = reported.filter(({ probability }) => probability > 0.5);
  const closed = reported.filter((eye) => eye.closed).length;
  const found = flagged.filter((eye) => eye.closed).length;
  const right = reported.filter((eye) => eye.probability > 0.5 === eye.closed).length;
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const accuracy = share(right, reported.length);
  return {
    eyes: eyes.length,
    closed: eyes.filter((eye) => eye.closed).length,
    unreported: eyes.length - reported.length,
    accuracy_percent: accuracy === null ? null : 100 * accuracy,
    closed_precision: share(found, flagged.length),
    closed_recall: share(found, closed),
    auc: rocArea(reported.map((eye) => ({ score: eye.probability, positive: eye.closed }))),
    expected_calibration_error:
      reported.length === 0
        ? null
        : expectedCalibrationError(
            reported.map((eye) => ({ probability: eye.probability, positive: eye.closed })),
          ),
  };
}

/** The figures of each group of eyes, by the group's name, in the names' order. */
export function reportsBy<Eye extends ClassifiedEye>(
  eyes: readonly Eye[],
  groupOf: (eye: Eye) => string,
): Record<string, EyeReport> {
  const groups = new Map<string, Eye[]>();
  for (const eye of eyes) {
    const name = groupOf(eye);
    groups.set(name, [...(groups.get(name) ?? []), eye]);
  }
  const names = [...groups.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, eyeReport(groups.get(name) ?? [])]));
}
