// Faces that are upside down or lie on their side. The landmark network was trained on faces up to about 60° from upright.
// In a window that shows a face the wrong way up it still finds one, often with a high score but with most landmarks hidden.

import type { FaceWindow } from "./landmarks/faceWindow.ts";
import type { Peak } from "./landmarks/heatmap.ts";

/** What a window showed. */
interface View {
  readonly window: FaceWindow;
  readonly peaks: readonly Peak[];
  /** The refined face score. */
  readonly score: number;
}

/**
 * On the validation photographs of faces and scenes, no face in a window turned by 90°, 180° or 270° reaches both values;
 * faces in windows the right way up, if not occluded, do.
 */
const SURE_SCORE = 0.9;
const SURE_MEAN_PEAK = 0.2;
/** An upright face with a high score and at most this share of hidden landmarks is not looked at again. */
const MOST_HIDDEN = 0.3;

/** Whether a face was certainly seen the right way up. */
export function isSurelyUpright({ score, peaks }: Pick<View, "score" | "peaks">): boolean {
  const hidden = peaks.filter(({ value }) => value < 0).length;
  return score >= SURE_SCORE && hidden <= MOST_HIDDEN * peaks.length;
}

/** The same window, turned by a quarter, a half and three quarters. */
export function turnedWindows(window: FaceWindow): FaceWindow[] {
  return [0.5, 1, -0.5].map((turn) => ({ ...window, rotation: window.rotation + turn * Math.PI }));
}

/** The view that shows the face the right way up; undefined where none certainly does. */
export function rightWayUp<Turned extends View>(views: readonly Turned[]): Turned | undefined {
  const sure = views.filter(
    ({ score, peaks }) => score >= SURE_SCORE && meanPeak(peaks) >= SURE_MEAN_PEAK,
  );
  return sure.toSorted((p, q) => meanPeak(q.peaks) - meanPeak(p.peaks))[0];
}

/** The mean of the signed heights: negative where most landmarks are hidden. */
function meanPeak(peaks: readonly Peak[]): number {
  return peaks.reduce((sum, { value }) => sum + value, 0) / peaks.length;
}
