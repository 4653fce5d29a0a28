// Distances of predicted landmarks from annotated ones: the usual figures over a set of photographs.

import type { Point } from "../../src/image/geometry.ts";
import {
  LANDMARK_COUNT,
  OUTER_EYE_CORNERS,
  REGIONS,
  type Region,
} from "../../src/landmarks/scheme68.ts";

/** The error of a missed face, in percent of the inter-ocular distance. */
const MISSED_FACE_PERCENT = 100;
/** An image with a larger error, in percent, counts as a failure. The cumulative error curve ends here too. */
const FAILURE_PERCENT = 10;

/** Annotated and predicted landmarks of one photograph, both in its pixels. */
export interface MeasuredLandmarks {
  readonly truth: readonly Point[];
  /** `null` when the face was not found. */
  readonly predicted: readonly Point[] | null;
  /** Which landmarks are occluded in the ground truth, where that is known. */
  readonly occluded?: readonly boolean[];
}

/** Figures over a set of photographs. The names are those of the JSON that `vigil evaluate` writes. */
export interface LandmarkReport {
  readonly images: number;
  readonly missed: number;
  /** Mean over all images of the mean point distance ÷ distance of the outer eye corners. */
  readonly nme_interocular_percent: number;
  readonly median_percent: number;
  /** Share of images, in percent, whose error exceeds 10 % (missed faces included). */
  readonly failure_rate_10_percent: number;
  /** Area under the cumulative error curve from 0 to 10 %, 0..1 (1 is perfect). */
  readonly auc_10_percent: number;
  readonly region_nme_percent: Readonly<Record<Region, number>>;
  /** Mean over all visible, or all occluded, landmarks of the ground truth; `null` without such landmarks or without flags. */
  readonly nme_visible_percent: number | null;
  readonly nme_occluded_percent: number | null;
}

/**
 * Distance of each predicted landmark from the true one, in percent of the distance between the true outer
 * eye corners (landmarks 36 and 45), the convention of 300-W.
 *
 * @throws {RangeError} when either list does not have 68 points or the true eye corners coincide.
 */
export function pointErrorsPercent(
  truth: readonly Point[],
  predicted: readonly Point[],
): readonly number[] {
  if (truth.length !== LANDMARK_COUNT || predicted.length !== LANDMARK_COUNT) {
    throw new RangeError(
      `Both shapes need ${LANDMARK_COUNT} landmarks, got ${truth.length} true and ${predicted.length} predicted.`,
    );
  }
  const interocular = interocularDistance(truth);
  return truth.map((point, k) => (100 * distance(point, predicted[k])) / interocular);
}

/**
 * Distance of the outer eye corners (landmarks 36 and 45), in pixels.
 *
 * @throws {RangeError} when they coincide: errors then have no unit.
 */
export function interocularDistance(truth: readonly Point[]): number {
  const [right, left] = OUTER_EYE_CORNERS;
  const interocular = distance(truth[right], truth[left]);
  if (interocular > 0) return interocular;
  throw new RangeError("The true outer eye corners (landmarks 36 and 45) lie on one point.");
}

/**
 * The figures over a set of photographs. A missed face counts 100 % at each of its landmarks.
 *
 * @throws {RangeError} when there are no samples, or one of them is malformed.
 */
export function landmarkReport(samples: readonly MeasuredLandmarks[]): LandmarkReport {
  if (samples.length === 0) throw new RangeError("There are no photographs to measure.");
  const errors = samples.map(({ truth, predicted }) =>
    predicted === null
      ? new Array<number>(LANDMARK_COUNT).fill(MISSED_FACE_PERCENT)
      : pointErrorsPercent(truth, predicted),
  );
  const perImage = errors.map(mean);
  const regions = Object.entries(REGIONS).map(([region, [from, to]]) => [
    region,
    mean(errors.map((points) => mean(points.slice(from, to)))),
  ]);
  return {
    images: samples.length,
    missed: samples.filter(({ predicted }) => predicted === null).length,
    nme_interocular_percent: mean(perImage),
    median_percent: median(perImage),
    failure_rate_10_percent:
      (100 * perImage.filter((e) => e > FAILURE_PERCENT).length) / perImage.length,
    auc_10_percent: areaUnderErrorCurve(perImage, FAILURE_PERCENT),
    region_nme_percent: Object.fromEntries(regions) as Record<Region, number>,
    nme_visible_percent: meanWhere(samples, errors, false),
    nme_occluded_percent: meanWhere(samples, errors, true),
  };
}

/**
 * Area under the cumulative error curve (share of images with an error of at most e) for e from 0 to
 * `limit`, divided by `limit`. The curve is a staircase, so the area is exact, not sampled.
 */
export function areaUnderErrorCurve(errors: readonly number[], limit: number): number {
  return mean(errors.map((error) => Math.max(0, limit - error))) / limit;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((p, q) => p - q);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

function meanWhere(
  samples: readonly MeasuredLandmarks[],
  errors: readonly (readonly number[])[],
  hidden: boolean,
): number | null {
  const chosen = samples.flatMap(({ occluded }, image) =>
    occluded === undefined ? [] : errors[image].filter((_, k) => occluded[k] === hidden),
  );
  return chosen.length === 0 ? null : mean(chosen);
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
