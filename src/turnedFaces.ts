// Faces that are upside down or lie on their side. The landmark network was trained on faces up to about 60° from upright.
// In a window that shows a face the wrong way up it still finds one, often with a high score: a mouth upside down passes
// for a forehead above hidden lips. Another look in a turned window tells, but takes a pass of the network; so only faces in
// doubt are looked at, and few of them in an image where another face is upright.

import type { TurnedDetection } from "./detect/detectTurned.ts";
import { type FaceWindow, windowOfBox } from "./landmarks/faceWindow.ts";
import type { Peak } from "./landmarks/heatmap.ts";
import type { Detection } from "./result.ts";

/** What a window showed. */
interface View {
  readonly window: FaceWindow;
  readonly peaks: readonly Peak[];
  readonly detection: Detection;
  /** The refined face score. */
  readonly score: number;
}

/** Looks into windows, with one pass each or as into any new window; `of` are the detections that led to them. */
type Look<Face> = (
  of: readonly Detection[],
  windows: readonly FaceWindow[],
  passes: "one" | "all",
) => Promise<Face[]>;

/**
 * Chosen on every fifth training photograph of Helen and every third of AFW, upright and turned by 90°, 180° and 270°. Of some 750
 * detections in turned ones 8 pass with small and 7 with nano, as many as with 30 % hidden; with 45 % 9 and 7, with 55 % 15 and 7.
 * Dark glasses hide a third of the landmarks.
 */
const SURE_SCORE = 0.9;
const MOST_HIDDEN = 0.38;
/** With at least this score a face in the wrong way up is nearly upside down: one turned window is enough. */
const UPSIDE_DOWN_SCORE = 0.85;
/** A turned view shows the face the right way up from this score on, if most landmarks are visible and their heights greater. */
const CLEAR_SCORE = 0.85;
/**
 * So does one with a lower score in which more of the face is visible: `gain` is the difference of the mean signed heights.
 * Objects before an upright face do not become visible by turning it. One pass suggests it, a second one in a better window
 * confirms it. Chosen on 450 detections in training photographs that were turned, painted over with objects, or of people
 * with masks.
 */
const SUGGESTED = { score: 0.4, gain: 0.35 };
const CONFIRMED = { score: 0.6, gain: 0.45 };
/** An upright face stands out from its turned views by this factor of the mean peak, and has at least this score. */
const OUTSTANDING = { ratio: 0.9, score: 0.6 };
/** Where another face is upright, only faces of at least this side, pixels, and less than this score are looked at. */
const BESIDE_UPRIGHT = { side: 64, score: 0.6 };
/** Faces of an image that are looked at, the largest first. */
const MOST_LOOKS = 3;
/** Nothing speaks for a face with lower scores in an image where no face is known to be upright. */
const LEAST = { score: 0.35, detectorScore: 0.45 };
/** Detections of the turned image that are looked at, those with the highest scores first. */
const MOST_TURNED = 5;
/** Radians from which on a face counts as rolled: what lies on it is no upright face. */
const LEAST_ROLL = Math.PI / 4;
/** A face is left out when a turned view shows no right way up, but more of a face than the upright one by this factor. */
const BETTER = 1.2;

interface Sorting {
  /** Whether another face of the image is known to be upright. */
  readonly besideUpright: boolean;
  /** Whether faces of which no window shows the right way up may be left out. */
  readonly mayDrop: boolean;
  /** Whether the turned image is looked at even where no face was found. */
  readonly seekInEmpty: boolean;
  /** The detector on the turned image. Default: it is not looked at. */
  readonly detectTurned?: (() => Promise<readonly TurnedDetection[]>) | undefined;
}

/**
 * Sorts faces by the way up.
 *
 * @returns the faces that are upright, as far as known; and the others as they look in a turned window.
 */
export async function sortTurned<Face extends View>(
  faces: readonly Face[],
  look: Look<Face>,
  { besideUpright, mayDrop, seekInEmpty, detectTurned = async () => [] }: Sorting,
): Promise<{ readonly upright: readonly Face[]; readonly turned: readonly Face[] }> {
  const doubtful = faces.filter((face) => !isSurelyUpright(face)).toSorted(bySide);
  let isUpright = besideUpright || doubtful.length < faces.length;
  const turned = new Map<Face, Face | undefined>();
  const looked = doubtful.filter((face) => isWorthALook(face, isUpright)).slice(0, MOST_LOOKS);
  for (const face of looked) {
    if (!isWorthALook(face, isUpright)) continue;
    const windows = turnedWindows(face);
    const views = await look(
      windows.map(() => face.detection),
      windows,
      "one",
    );
    const better = await rightWayUp(face, views, look);
    if (better !== undefined) turned.set(face, better);
    else if (views.some((view) => meanHeight(view) >= BETTER * meanHeight(face)))
      turned.set(face, undefined);
    else isUpright ||= standsOut(face, views);
  }
  const found = [...turned.values()].filter((view) => view !== undefined);
  const isAnySure = besideUpright || doubtful.length < faces.length;
  if (!isAnySure && (faces.length > 0 || seekInEmpty)) {
    found.push(...(await seekTurned(await detectTurned(), faces, look)));
  }
  const rolled = [...found, ...faces].filter((face) => isSurelyUpright(face) && isRolled(face));
  const isPart = (face: Face): boolean =>
    !isSurelyUpright(face) && rolled.some((other) => isWithin(face, other));
  // Where a face is turned and none is upright, the whole image is: the other faces are turned as well.
  const isUnlikely = (face: Face): boolean =>
    !isUpright &&
    !isSurelyUpright(face) &&
    (found.length > 0 || (face.score < LEAST.score && face.detection.score < LEAST.detectorScore));
  const isKept = (face: Face): boolean =>
    turned.get(face) === undefined &&
    (!mayDrop || !(turned.has(face) || isUnlikely(face) || isPart(face)));
  return {
    upright: faces.filter(isKept),
    turned: found.filter((face) => !mayDrop || !isPart(face)),
  };
}

/**
 * The faces that the detector finds in the turned image, where they are certainly seen the right way up, and more clearly
 * than in the upright window and than the faces that were found there.
 */
async function seekTurned<Face extends View>(
  detections: readonly TurnedDetection[],
  faces: readonly Face[],
  look: Look<Face>,
): Promise<Face[]> {
  const best = detections.slice(0, MOST_TURNED);
  const windows = best.map(({ box, rotation }) => ({ ...windowOfBox(box), rotation }));
  const views = (await look(best, windows, "all")).filter(isSurelyUpright);
  const upright = await look(
    views.map(({ detection }) => detection),
    views.map(({ detection }) => windowOfBox(detection.box)),
    "one",
  );
  const isClearer = (view: Face, other: Face): boolean =>
    meanHeight(view) > meanHeight(other) || meanPeak(view) >= meanPeak(other) + SUGGESTED.gain;
  return views.filter((view, k) => {
    const there = faces.filter((face) => isWithin(face, view));
    return (
      isClearer(view, upright[k]) &&
      there.every((face) => view.score > face.score && isClearer(view, face))
    );
  });
}

/** Whether a face is seen the right way up in a window that is itself turned. */
function isRolled({ window }: View): boolean {
  return Math.abs(window.rotation) > LEAST_ROLL;
}

/** Whether the middle of a face lies on another one. */
function isWithin({ window }: View, { window: other }: View): boolean {
  const apart = Math.hypot(window.centerX - other.centerX, window.centerY - other.centerY);
  return apart < other.side / 2;
}

/** Whether a face was certainly seen the right way up. */
export function isSurelyUpright({ score, peaks }: Pick<View, "score" | "peaks">): boolean {
  const hidden = peaks.filter(({ value }) => value < 0).length;
  return score >= SURE_SCORE && hidden <= MOST_HIDDEN * peaks.length;
}

function isWorthALook({ score, detection }: View, besideUpright: boolean): boolean {
  if (!besideUpright) return true;
  return score < BESIDE_UPRIGHT.score && sideOf(detection) >= BESIDE_UPRIGHT.side;
}

/** The detector's window upside down and, where that is not enough, turned by a quarter either way. */
function turnedWindows({ score, detection }: View): FaceWindow[] {
  const window = windowOfBox(detection.box);
  const turns = score >= UPSIDE_DOWN_SCORE ? [1] : [0.5, 1, -0.5];
  return turns.map((turn) => ({ ...window, rotation: turn * Math.PI }));
}

/** The turned view that shows the face the right way up; undefined where none certainly does. */
async function rightWayUp<Face extends View>(
  face: Face,
  views: readonly Face[],
  look: Look<Face>,
): Promise<Face | undefined> {
  const isClear = (view: Face): boolean =>
    view.score >= CLEAR_SCORE && meanPeak(view) > 0 && meanHeight(view) > meanHeight(face);
  const shows = (view: Face, { score, gain }: typeof SUGGESTED): boolean =>
    view.score >= score && meanPeak(view) >= Math.max(0, meanPeak(face) + gain);
  const sorted = views.toSorted((p, q) => meanPeak(q) - meanPeak(p));
  const clear = sorted.find(isClear);
  const best = clear ?? sorted.find((view) => shows(view, SUGGESTED));
  if (best === undefined) return undefined;
  const [again] = await look([face.detection], [best.window], "all");
  return again !== undefined && (clear !== undefined || shows(again, CONFIRMED))
    ? again
    : undefined;
}

function standsOut(face: View, views: readonly View[]): boolean {
  const most = OUTSTANDING.ratio * meanHeight(face);
  return face.score >= OUTSTANDING.score && views.every((view) => meanHeight(view) < most);
}

/** The mean of the signed heights: negative where most landmarks are hidden. */
function meanPeak({ peaks }: View): number {
  return peaks.reduce((sum, { value }) => sum + value, 0) / peaks.length;
}

/** The mean of the heights without their signs: how much a window looks like a face, hidden or not. */
function meanHeight({ peaks }: View): number {
  return peaks.reduce((sum, { value }) => sum + Math.abs(value), 0) / peaks.length;
}

function sideOf({ box }: Detection): number {
  return Math.max(box.width, box.height);
}

function bySide(p: View, q: View): number {
  return sideOf(q.detection) - sideOf(p.detection);
}
