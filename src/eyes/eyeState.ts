// The state of an eye, closed, open or unknown, from its landmarks and the eye-state network together.

import * as z from "zod";
import type { Frame } from "../image/frame.ts";
import { clamp } from "../math/statistics.ts";
import type { Network } from "../network/network.ts";
import { atLeastZero, check, finite, flag, mustBe, share, text } from "../options.ts";
import type { EyeOpenness, Face, Openness, OpennessReason } from "../result.ts";
import { type EyeCalibration, type EyePrediction, predictEyes } from "./predictEyes.ts";

/** How landmarks and network are joined; fitted on labelled faces, kept in the model card. */
export interface EyeJoin {
  /** With a lower probability that the eye is visible its state is unknown. */
  readonly leastSeen: number;
  /**
   * Log-odds of "open" from the openness of the landmarks: slope · openness + intercept, for an eye that is wide
   * enough to be measured.
   */
  readonly openness: { readonly slope: number; readonly intercept: number };
  /** Below `none` pixels of eye width only the network counts; from `full` pixels on landmarks count fully. */
  readonly width: { readonly none: number; readonly full: number };
}

/** The state of one eye. When it is unknown, `valid` is false and `closedProbability` null: never "closed". */
export interface EyeState {
  /** Probability, 0..1, that the eye is closed. */
  readonly closedProbability: number | null;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reason?: OpennessReason;
  /** What decided, also where the state is unknown. */
  readonly source: "landmarks" | "network" | "both";
}

/** The log-odds of landmarks are limited to this, so that they never outweigh a confident network. */
const MOST_EVIDENCE = 1.5;

/**
 * The state of one eye.
 *
 * An eye that is not valid by its landmarks stays unknown, because the network's image was cut out by the same
 * landmarks. An eye that the network finds hidden is unknown as well. Otherwise the log-odds of both are added;
 * the smaller the eye, the less its landmarks count.
 *
 * @throws {RangeError} naming the first malformed value.
 *
 * @param prediction null where there is no network, or no image could be cut out.
 *
 * @example
 * const { join } = parseEyesCard(vigil.cards.eyes).runtime;
 * const state = eyeState({ openness: 0.05, valid: true }, { open: 0.1, seen: 0.98, width: 40 }, join);
 * state.source; // "both"
 * (state.closedProbability ?? 0) > 0.9; // true
 * eyeState({ openness: null, valid: false, reason: "occluded" }, null, join);
 * // { closedProbability: null, valid: false, reason: "occluded", source: "landmarks" }
 */
export function eyeState(
  measure: Openness,
  prediction: EyePrediction | null,
  join: EyeJoin,
): EyeState {
  check(measureSchema, measure, "The eye's measure");
  check(predictionSchema, prediction, "The network's prediction");
  check(joinSchema, join, "The join");
  return stateOf(measure, prediction, join);
}

const measureSchema = z.object(
  { openness: finite.nullable(), valid: flag, reason: text.optional() },
  mustBe("a measure with openness and valid"),
);
const predictionSchema = z
  .object({ open: share, seen: share, width: atLeastZero }, mustBe("a prediction, or null"))
  .nullable();
const joinSchema = z.object(
  {
    leastSeen: share,
    openness: z.object({ slope: finite, intercept: finite }),
    width: z.object({ none: finite, full: finite }),
  },
  mustBe("the join of a network's card"),
);

function stateOf(measure: Openness, prediction: EyePrediction | null, join: EyeJoin): EyeState {
  if (!measure.valid || measure.openness === null) {
    return unknown(measure.reason ?? "low-score", "landmarks");
  }
  const evidence = landmarkEvidence(measure.openness, join);
  if (prediction === null) return known(evidence, "landmarks");
  if (prediction.seen < join.leastSeen) return unknown("occluded", "network");
  const { none, full } = join.width;
  const share = clamp((prediction.width - none) / (full - none), 0, 1);
  if (share === 0) return known(logOdds(prediction.open), "network");
  return known(logOdds(prediction.open) + share * evidence, "both");
}

/** The log-odds of "open" of an openness, within limits. */
function landmarkEvidence(openness: number, { openness: line }: EyeJoin): number {
  const evidence = line.slope * openness + line.intercept;
  return clamp(evidence, -MOST_EVIDENCE, MOST_EVIDENCE);
}

function known(openLogOdds: number, source: EyeState["source"]): EyeState {
  return { closedProbability: 1 / (1 + Math.exp(openLogOdds)), valid: true, source };
}

function unknown(reason: OpennessReason, source: EyeState["source"]): EyeState {
  return { closedProbability: null, valid: false, reason, source };
}

/** The log-odds of a probability, limited. */
export function logOdds(probability: number): number {
  const p = clamp(probability, 1e-6, 1 - 1e-6);
  return Math.log(p / (1 - p));
}

/** What reads the eye-state network beside a landmark network, whose own line from openness comes before the card's. */
export function besideLandmarks<Card extends { readonly join: EyeJoin }>(
  card: Card,
  openness: EyeJoin["openness"] | undefined,
): Card {
  return openness === undefined ? card : { ...card, join: { ...card.join, openness } };
}

/** The same faces, with the probability that each eye is closed. */
export async function addEyeStates(
  faces: readonly Face[],
  frame: Frame,
  network: Network,
  card: EyeCalibration & { readonly join: EyeJoin },
): Promise<Face[]> {
  const landmarks = faces.map((face) => face.landmarks);
  const predictions = await predictEyes(network, frame, landmarks, card);
  return faces.map((face, k) => ({
    ...face,
    eyes: {
      left: withState(face.eyes.left, predictions[k].left, card.join),
      right: withState(face.eyes.right, predictions[k].right, card.join),
    },
  }));
}

function withState(eye: EyeOpenness, prediction: EyePrediction | null, join: EyeJoin): EyeOpenness {
  const { valid, reason = "occluded", closedProbability } = stateOf(eye, prediction, join);
  // Landmarks can be confident about an eye behind a dark lens. Where the network finds none, the eye is hidden.
  if (eye.valid && !valid) return { openness: null, valid, reason, closed: null };
  return { ...eye, closed: closedProbability };
}
