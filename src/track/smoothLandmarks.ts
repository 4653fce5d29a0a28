// Smooths landmarks over time. The motion of the head and the shape of the face are filtered separately.
//
// All 68 points together determine the position of the head so accurately that it needs little smoothing; a moving
// head therefore does not lag. The remainder, each point's position on the face, changes little and can be smoothed
// strongly. The speed of lids and lips raises the cut-off of their filters (1€).

import { invertAffine, type Point, transformPoint } from "../image/geometry.ts";
import { affineOfSimilarity, fitSimilarity, type Similarity } from "../image/similarity.ts";
import { REGIONS } from "../landmarks/scheme68.ts";
import type { Landmark } from "../result.ts";
import { type OneEuroOptions, type OneEuroState, oneEuro, startOneEuro } from "./oneEuro.ts";

/** The state of smoothing for one face. Plain data. */
export interface SmoothingState {
  readonly timestamp: number;
  /** Each point's position on the face, from its centre, in units of its root mean square radius. */
  readonly shape: readonly { readonly x: OneEuroState; readonly y: OneEuroState }[];
  /** Position of the face in its own sizes, logarithm of its size, rotation in radians. */
  readonly place: {
    readonly x: OneEuroState;
    readonly y: OneEuroState;
    readonly logScale: OneEuroState;
    readonly rotation: OneEuroState;
  };
}

export interface SmoothingOptions {
  /** For each point's position on the face; the unit is the face's root mean square radius. */
  readonly shape: OneEuroOptions;
  /** The same for the points of lids and lips, which move on the face. */
  readonly lidsAndLips: OneEuroOptions;
  /** For the whole face; the units are its radius, the logarithm of its size, and radians. */
  readonly place: OneEuroOptions;
}

/** Chosen on rendered images with added noise: `npm run bench:smoothing`. */
export const DEFAULT_SMOOTHING: SmoothingOptions = {
  shape: { minCutoff: 0.8, beta: 3, speedCutoff: 2 },
  lidsAndLips: { minCutoff: 1.5, beta: 40, speedCutoff: 10 },
  place: { minCutoff: 5, beta: 60, speedCutoff: 5 },
};

/** All landmarks from this index on lie on lids and lips. */
const FIRST_MOVING = REGIONS.rightEye[0];

/** After a longer pause, in seconds, smoothing restarts: the face may have moved anywhere. */
const LONGEST_PAUSE = 0.5;
/** Factor on the cut-off frequency of a point that is certainly hidden: its position is a guess. */
const HIDDEN_CUTOFF = 0.4;

/**
 * Smooths the landmarks of the next frame; visibility is unchanged.
 *
 * @param state undefined at the first frame of a face.
 * @param timestamp seconds; when it does not advance, or advances by more than half a second, smoothing restarts.
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
  // Never 0, so that a completely hidden face has a position too.
  const weights = landmarks.map(({ probability }) => 0.02 + probability);
  const fitted = fitSimilarity(known, landmarks, weights);
  if (fitted === null) return fresh();

  const { place, similarity } = nextPlace(state.place, fitted, elapsed, options.place);
  const toFace = invertAffine(affineOfSimilarity(fitted));
  const shape = landmarks.map((landmark, k) => {
    const { x, y } = state.shape[k];
    const onFace = transformPoint(toFace, landmark);
    const trust = HIDDEN_CUTOFF + (1 - HIDDEN_CUTOFF) * landmark.probability;
    const { minCutoff, beta, speedCutoff } = k < FIRST_MOVING ? options.shape : options.lidsAndLips;
    const filter = { minCutoff: minCutoff * trust, beta: beta * trust, speedCutoff };
    return { x: oneEuro(x, onFace.x, elapsed, filter), y: oneEuro(y, onFace.y, elapsed, filter) };
  });
  const toFrame = affineOfSimilarity(similarity);
  return {
    landmarks: landmarks.map((landmark, k) => {
      const { x, y } = shape[k];
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

/** The smoothed position of the face, in units of its current size. */
function nextPlace(
  before: SmoothingState["place"],
  { a, b, x, y }: Similarity,
  elapsed: number,
  options: OneEuroOptions,
): { readonly place: SmoothingState["place"]; readonly similarity: Similarity } {
  const logScale = oneEuro(before.logScale, Math.log(Math.hypot(a, b)), elapsed, options);
  // The state's position is in sizes of the last frame: convert it to sizes of this frame.
  const resize = Math.exp(before.logScale.value - logScale.value);
  const size = Math.exp(logScale.value);
  const rescaled = ({ value, speed }: OneEuroState) => ({ value: value * resize, speed });
  const rotation = Math.atan2(b, a);
  // The equivalent angle nearest to the last one.
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
