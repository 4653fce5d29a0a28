// Joins what landmarks and the eye-state network say of one eye: closed, open, or not to be told.

import type { Openness, OpennessReason } from "../result.ts";
import type { EyePrediction } from "./predictEyes.ts";

/** How the two are joined; fitted on labelled faces, kept in the eye-state network's card. */
export interface EyeJoin {
  /** Below this probability that there is an eye to be seen, nothing is said of it. */
  readonly leastSeen: number;
  /**
   * Log-odds of "open" that the landmarks' openness is worth: slope · openness + intercept, on an eye wide
   * enough to be measured.
   */
  readonly openness: { readonly slope: number; readonly intercept: number };
  /** Eyes narrower than `none` pixels are left to the network; from `full` on landmarks count fully. */
  readonly width: { readonly none: number; readonly full: number };
}

/** One eye's state. When it cannot be told, `valid` is false and `closedProbability` null: never "closed". */
export interface EyeState {
  /** Probability, 0..1, that the eye is closed. */
  readonly closedProbability: number | null;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reason?: OpennessReason;
  /** What it rests on, or what found it invalid. */
  readonly source: "landmarks" | "network" | "both";
}

/** Landmarks alone never outweigh a sure network: more log-odds than this say nothing more. */
const MOST_EVIDENCE = 1.5;

/**
 * The state of one eye. What landmarks call occluded, turned away or unsure stays unknown whatever the network
 * sees: its image was cut by those landmarks. So does what the network finds no eye in. Else the log-odds
 * of both add up; the smaller the eye, the less its landmarks count.
 *
 * @param look null where there is no network, or no image could be cut.
 */
export function eyeState(measure: Openness, look: EyePrediction | null, join: EyeJoin): EyeState {
  if (!measure.valid || measure.openness === null) {
    return unknown(measure.reason ?? "low-score", "landmarks");
  }
  const evidence = landmarkEvidence(measure.openness, join);
  if (look === null) return known(evidence, "landmarks");
  if (look.seen < join.leastSeen) return unknown("occluded", "network");
  const { none, full } = join.width;
  const share = Math.max(0, Math.min(1, (look.width - none) / (full - none)));
  if (share === 0) return known(logOdds(look.open), "network");
  return known(logOdds(look.open) + share * evidence, "both");
}

/** The log-odds of "open" that an openness is worth, within bounds. */
export function landmarkEvidence(openness: number, { openness: line }: EyeJoin): number {
  const evidence = line.slope * openness + line.intercept;
  return Math.max(-MOST_EVIDENCE, Math.min(MOST_EVIDENCE, evidence));
}

function known(openLogOdds: number, source: EyeState["source"]): EyeState {
  return { closedProbability: 1 / (1 + Math.exp(openLogOdds)), valid: true, source };
}

function unknown(reason: OpennessReason, source: EyeState["source"]): EyeState {
  return { closedProbability: null, valid: false, reason, source };
}

function logOdds(probability: number): number {
  const p = Math.max(1e-6, Math.min(1 - 1e-6, probability));
  return Math.log(p / (1 - p));
}
