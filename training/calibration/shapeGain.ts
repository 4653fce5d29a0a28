// The gain of a shape prior on annotated faces: errors of the peaks alone, and of the restored landmarks.

import { type Point, transformPoint } from "../../src/image/geometry.ts";
import { windowTransform } from "../../src/landmarks/faceWindow.ts";
import { type Peak, toHeatmap } from "../../src/landmarks/heatmap.ts";
import type { LocalizedFace } from "../../src/landmarks/localize.ts";
import { restoreShape, type ShapePrior } from "../../src/landmarks/shapePrior.ts";
import type { PeakError } from "./fitPeakError.ts";

/** The peaks of one view of a face, and its annotation. */
export interface LocalizedView {
  readonly peaks: readonly Peak[];
  /** Annotated landmarks in the same heat-map pixels. */
  readonly truth: readonly Point[];
  readonly occluded: readonly boolean[];
}

/** Mean errors in heat-map pixels; `null` without such landmarks. */
export interface ShapeGain {
  readonly visible: Errors | null;
  readonly occluded: Errors | null;
}

interface Errors {
  readonly peaks: number;
  readonly restored: number;
}

/** A localised face with its annotation. `landmarks` are in frame pixels. */
export function localizedView(
  { window, peaks }: LocalizedFace,
  landmarks: readonly Point[],
  occluded: readonly boolean[],
): LocalizedView {
  const toWindow = windowTransform(window);
  const truth = landmarks.map((landmark) => {
    const { x, y } = transformPoint(toWindow, landmark);
    return { x: toHeatmap(x), y: toHeatmap(y) };
  });
  return { peaks, truth, occluded };
}

/** The distance of each peak from its landmark. */
export function peakDistances({ peaks, truth }: LocalizedView): PeakError[] {
  return peaks.map((peak, k) => ({
    value: peak.value,
    distance: distance(peak, truth[k]),
  }));
}

/** Errors with and without a shape prior. */
export function shapeGain(faces: readonly LocalizedView[], prior: ShapePrior): ShapeGain {
  const cases = faces.flatMap(({ peaks, truth, occluded }) => {
    const restored = restoreShape(peaks, prior);
    return truth.map((point, k) => ({
      hidden: occluded[k] === true,
      peaks: distance(peaks[k], point),
      restored: distance(restored[k], point),
    }));
  });
  const errors = (hidden: boolean): Errors | null => {
    const chosen = cases.filter((each) => each.hidden === hidden);
    if (chosen.length === 0) return null;
    const mean = (of: "peaks" | "restored") =>
      chosen.reduce((sum, each) => sum + each[of], 0) / chosen.length;
    return { peaks: mean("peaks"), restored: mean("restored") };
  };
  return { visible: errors(false), occluded: errors(true) };
}

function distance(p: Point, q: Point): number {
  return Math.hypot(p.x - q.x, p.y - q.y);
}
