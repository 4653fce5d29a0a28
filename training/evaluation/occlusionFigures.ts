// Figures of occlusion by region of the face and by what hides a landmark.

import { PARTS } from "../../src/landmarks/scheme68.ts";
import type { Landmark } from "../../src/result.ts";
import type { LabelledLandmark } from "../landmarks/merlPts.ts";
import {
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityCurve,
} from "../metrics/calibrationError.ts";
import {
  type OcclusionReport,
  type OcclusionSample,
  occlusionReport,
} from "../metrics/occlusionMetrics.ts";
import { shareOrNull } from "../metrics/poseBins.ts";
import { type RocPoint, rocArea, rocCurve } from "../metrics/precisionRecall.ts";

/** The regions that are reported: index ranges [from, to). "inner" is everything but the jaw. */
export const OCCLUSION_REGIONS = {
  brows: PARTS.brows,
  eyes: PARTS.eyes,
  nose: PARTS.nose,
  mouth: PARTS.mouth,
  inner: [PARTS.jaw[1], PARTS.mouth[1]],
  jaw: PARTS.jaw,
  all: [0, PARTS.mouth[1]],
} as const satisfies Record<string, readonly [number, number]>;
export type OcclusionRegion = keyof typeof OCCLUSION_REGIONS;
export type ByRegion<Value> = Readonly<Record<OcclusionRegion, Value>>;

/** Figures of one region, of all hidden landmarks or of those with one cause. */
export interface OcclusionFigures extends OcclusionReport {
  /** Area under the ROC curve; `null` when all landmarks have the same label. */
  readonly auc: number | null;
  readonly expected_calibration_error: number | null;
}

/** Curves of one region. */
export interface OcclusionCurves {
  readonly roc: readonly RocPoint[];
  /** Probabilities of "hidden" against the share of hidden landmarks. */
  readonly reliability: readonly ReliabilityBin[];
}

/** One labelled face; `predicted` is `null` when it was missed. */
export interface MeasuredFace {
  readonly labels: readonly LabelledLandmark[];
  readonly predicted: readonly Landmark[] | null;
}

type Counts = (label: LabelledLandmark) => boolean;

const isKnown: Counts = ({ state }) => state !== "unknown";
export const isVisible: Counts = ({ state }) => state === "visible";

/** @param cause counts only landmarks that are visible or hidden by it. */
export function regionFigures(
  faces: readonly MeasuredFace[],
  region: OcclusionRegion,
  cause?: "object" | "self",
): OcclusionFigures {
  const counts: Counts =
    cause === undefined ? isKnown : (label) => isVisible(label) || label.state === cause;
  const samples = samplesOf(faces, region, counts);
  const cases = casesOf(samples);
  return {
    ...occlusionReport(samples),
    auc: rocArea(cases),
    expected_calibration_error: cases.length === 0 ? null : expectedCalibrationError(cases),
  };
}

export function regionCurves(
  faces: readonly MeasuredFace[],
  region: OcclusionRegion,
): OcclusionCurves {
  const cases = casesOf(samplesOf(faces, region, isKnown));
  return { roc: rocCurve(cases), reliability: reliabilityCurve(cases) };
}

/** The share of a region's landmarks that is flagged. */
export function flaggedShare(
  faces: readonly MeasuredFace[],
  region: OcclusionRegion,
): number | null {
  const [from, to] = OCCLUSION_REGIONS[region];
  const landmarks = faces.flatMap(({ predicted }) => predicted?.slice(from, to) ?? []);
  return shareOrNull(landmarks.filter(({ occluded }) => occluded).length, landmarks.length);
}

export function eachRegion<Value>(value: (region: OcclusionRegion) => Value): ByRegion<Value> {
  const regions = Object.keys(OCCLUSION_REGIONS) as OcclusionRegion[];
  return Object.fromEntries(regions.map((region) => [region, value(region)])) as Record<
    OcclusionRegion,
    Value
  >;
}

function samplesOf(
  faces: readonly MeasuredFace[],
  region: OcclusionRegion,
  counts: Counts,
): OcclusionSample[] {
  const [from, to] = OCCLUSION_REGIONS[region];
  return faces.map(({ labels, predicted }) => {
    const chosen = labels.flatMap((label, k) => (k >= from && k < to && counts(label) ? k : []));
    return {
      occluded: chosen.map((k) => !isVisible(labels[k])),
      predicted: predicted && chosen.map((k) => predicted[k]),
    };
  });
}

/** The landmarks of faces that were found, scored by their probability of being hidden. */
function casesOf(samples: readonly OcclusionSample[]) {
  return samples.flatMap(({ occluded, predicted }) =>
    (predicted ?? []).map(({ probability }, k) => ({
      score: 1 - probability,
      probability: 1 - probability,
      positive: occluded[k],
    })),
  );
}
