// Steadies landmarks over time. The head's own movement and the face's shape are filtered apart.
//
// All 68 points together tell where the head is so exactly that this needs hardly any smoothing; so a moving
// head does not lag. What is left, each point's place on the face, changes little and can be steadied much;
// lids and lips that do move open the filter by their speed (1€).

import { invertAffine, type Point, transformPoint } from "../image/geometry.ts";
import { affineOfSimilarity, fitSimilarity, type Similarity } from "../image/similarity.ts";
import { REGIONS } from "../landmarks/scheme68.ts";
import type { Landmark } from "../result.ts";
import { type OneEuroOptions, type OneEuroState, oneEuro, startOneEuro } from "./oneEuro.ts";

/** What smoothing remembers of a face. Plain data. */
export interface SmoothingState {
  readonly timestamp: number;
  /** Each point's place on the face, in units of its root mean square radius, about its middle. */
  readonly shape: readonly { readonly x: OneEuroState; readonly y: OneEuroState }[];
  /** Where the face is: place in its own sizes, logarithm of its size, turn. */
  readonly place: {
    readonly x: OneEuroState;
    readonly y: OneEuroState;
    readonly logScale: OneEuroState;
    readonly rotation: OneEuroState;
  };
}

export interface SmoothingOptions {
  /** For each point's place on the face; its unit is the face's root mean square radius. */
  readonly shape: OneEuroOptions;
  /** The same for the points of lids and lips, which move on the face by themselves. */
  readonly lidsAndLips: OneEuroOptions;
  /** For the whole face; units are its radius, the logarithm of size, and radians. */
  readonly place: OneEuroOptions;
}

/** Chosen on rendered and shaken images: `npm run bench:smoothing`. */
export const DEFAULT_SMOOTHING: SmoothingOptions = {
  shape: { minCutoff: 0.8, beta: 3, speedCutoff: 2 },
  lidsAndLips: { minCutoff: 1.5, beta: 40, speedCutoff: 10 },
  place: { minCutoff: 5, beta: 60, speedCutoff: 5 },
};

/** The first landmark of eyes and mouth: those from here on lie on lids and lips. */
const FIRST_OF_LIDS = REGIONS.rightEye[0];

/** After a longer pause, in seconds, smoothing begins anew: the face may have moved anywhere. */
const LONGEST_PAUSE = 0.5;
/** The share of its cut-off frequency that is left to a point that is certainly hidden: it is a guess. */
const HIDDEN_CUTOFF = 0.4;

/**
 * Takes the next frame's landmarks and gives them smoothed, visibility unchanged.
 *
 * @param state undefined for the first frame of a face.
 * @param timestamp seconds; when it does not advance, or by more than half a second, smoothing begins anew.
 */
export function smoothLandmarks(
  state: SmoothingState | undefined,
  landmarks: readonly Landmark[],
  timestamp: number,
  options: SmoothingOptions = DEFAULT_SMOOTHING,
): { readonly landmarks: readonly Landmark[]; readonly state: SmoothingState } {
  const fresh = () => ({ landmarks, state: start(landmarks, timestamp) });
  if (state === undefined) return fresh();
  const elapsed = timestamp - state.timestamp;
  if (!(elapsed > 0 && elapsed <= LONGEST_PAUSE)) return fresh();
  const known = state.shape.map(({ x, y }): Point => ({ x: x.value, y: y.value }));
  // Never quite 0, so that even a face wholly hidden can be placed.
  const weights = landmarks.map(({ probability }) => 0.02 + probability);
  const fitted = fitSimilarity(known, landmarks, weights);
  if (fitted === null) return fresh();

  const { place, similarity } = nextPlace(state.place, fitted, elapsed, options.place);
  const toFace = invertAffine(affineOfSimilarity(fitted));
  const shape = landmarks.map((landmark, k) => {
    const { x, y } = state.shape[k];
    const seen = transformPoint(toFace, landmark);
    const trust = HIDDEN_CUTOFF + (1 - HIDDEN_CUTOFF) * landmark.probability;
    const { minCutoff, beta, speedCutoff } =
      k < FIRST_OF_LIDS ? options.shape : options.lidsAndLips;
    const filter = { minCutoff: minCutoff * trust, beta: beta * trust, speedCutoff };
    return { x: oneEuro(x, seen.x, elapsed, filter), y: oneEuro(y, seen.y, elapsed, filter) };
  });
  const toFrame = affineOfSimilarity(similarity);
  return {
    landmarks: landmarks.map((landmark, k) => {
      const { x, y } = shape[k] as SmoothingState["shape"][number];
      return { ...landmark, ...transformPoint(toFrame, { x: x.value, y: y.value }) };
    }),
    state: { timestamp, shape, place },
  };
}

function start(landmarks: readonly Landmark[], timestamp: number): SmoothingState {
  const count = landmarks.length;
  const x = landmarks.reduce((sum, p) => sum + p.x, 0) / count;
  const y = landmarks.reduce((sum, p) => sum + p.y, 0) / count;
  const squares = landmarks.reduce((sum, p) => sum + (p.x - x) ** 2 + (p.y - y) ** 2, 0);
  const scale = Math.max(Math.sqrt(squares / count), Number.MIN_VALUE);
  return {
    timestamp,
    shape: landmarks.map((p) => ({
      x: startOneEuro((p.x - x) / scale),
      y: startOneEuro((p.y - y) / scale),
    })),
    place: {
      x: startOneEuro(x / scale),
      y: startOneEuro(y / scale),
      logScale: startOneEuro(Math.log(scale)),
      rotation: startOneEuro(0),
    },
  };
}

/** Where the face is, smoothed; the unit of its place is its size at the time. */
function nextPlace(
  before: SmoothingState["place"],
  { a, b, x, y }: Similarity,
  elapsed: number,
  options: OneEuroOptions,
): { readonly place: SmoothingState["place"]; readonly similarity: Similarity } {
  const logScale = oneEuro(before.logScale, Math.log(Math.hypot(a, b)), elapsed, options);
  // The state's place is in sizes of the last frame; in this frame's sizes it is this much larger or smaller.
  const resize = Math.exp(before.logScale.value - logScale.value);
  const size = Math.exp(logScale.value);
  const rescaled = ({ value, speed }: OneEuroState) => ({ value: value * resize, speed });
  const rotation = Math.atan2(b, a);
  // The same turn, whole turns aside, as the last one.
  const turns = Math.round((rotation - before.rotation.value) / (2 * Math.PI));
  const place = {
    x: oneEuro(rescaled(before.x), x / size, elapsed, options),
    y: oneEuro(rescaled(before.y), y / size, elapsed, options),
    logScale,
    rotation: oneEuro(before.rotation, rotation - 2 * Math.PI * turns, elapsed, options),
  };
  const similarity = {
    a: size * Math.cos(place.rotation.value),
    b: size * Math.sin(place.rotation.value),
    x: place.x.value * size,
    y: place.y.value * size,
  };
  return { place, similarity };
}
