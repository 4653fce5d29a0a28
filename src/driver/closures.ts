// Closures of the eyes. Each is one event, whose kind changes as it gets longer: blink, long blink, microsleep, sleep.

import * as z from "zod";
import { nullableNumber } from "../schemas.ts";
import { marginConfidence } from "./confidence.ts";
import { BLINK, MICROSLEEP, TYPICAL_ERROR } from "./constants.ts";
import { dipSchema, updateDip } from "./dips.ts";
import {
  crossingTime,
  durationOf,
  type Episode,
  episodeSchema,
  meanOf,
  updateEpisode,
} from "./episode.ts";
import type { EventUpdate } from "./events.ts";
import type { FrameStep, Measured } from "./measured.ts";
import type { DriverProfile } from "./profile.ts";

/** What tells shut eyes from lowered or pressed lids, gathered until the closure is a microsleep. */
const evidenceSchema = z.object({
  /**
   * Sum of the lids' lowering by their landmarks in standard deviations of this person's open eyes, over frames in which
   * the head was up, and the number of these.
   */
  lidDeviations: z.number().default(0),
  upFrames: z.number().default(0),
  /** The head's yaw when the eyes closed; null when unknown. */
  yaw: nullableNumber,
  /** Whether the head was down when the eyes closed. */
  down: z.boolean(),
  /** The lowest pitch of the head since; null when unknown. */
  lowest: nullableNumber,
  /** Whether the head has turned aside or risen since, as a sleeping head does not. */
  moved: z.boolean(),
});

type Evidence = Readonly<z.infer<typeof evidenceSchema>>;

const NO_EVIDENCE: Evidence = {
  lidDeviations: 0,
  upFrames: 0,
  down: false,
  yaw: null,
  lowest: null,
  moved: false,
};

export const closuresSchema = z.object({
  episode: episodeSchema.nullable(),
  /** Whether the eyes were closed in the last frame; null when that could not be seen. */
  closed: z.boolean().nullable(),
  /** Whether the closing of this episode was seen. */
  sawClosing: z.boolean(),
  /** The lowest that the lids have been in this episode. */
  depth: z.number(),
  /** For how many seconds the eyes have been seen open so far. Monitors saved without it have seen them for long. */
  openTime: z.number().default(60),
  evidence: evidenceSchema.default(NO_EVIDENCE),
  /** This person's usual width of the mouth with open eyes; null before it was seen. (`mouthWidth` was in another unit.) */
  usualMouth: nullableNumber.default(null),
  /** When neither eye was last covered, before a closure. */
  uncoveredAt: nullableNumber.default(null),
  dip: dipSchema.nullable().default(null),
});

export type Closures = Readonly<z.infer<typeof closuresSchema>>;

export const NO_CLOSURE: Closures = {
  episode: null,
  closed: false,
  sawClosing: false,
  depth: 0,
  openTime: 0,
  evidence: NO_EVIDENCE,
  usualMouth: null,
  uncoveredAt: null,
  dip: null,
};

export interface ClosuresUpdate {
  readonly state: Closures;
  readonly updates: readonly EventUpdate[];
  /** Whether a blink or long blink has ended with the frame. */
  readonly blinkEnded: boolean;
  /** How far the lids went down in a blink that has ended with the frame and was seen well; null without one. */
  readonly blinkDepth: number | null;
}

/** @param yawning whether the mouth is wide open, which shuts many people's eyes. */
export function updateClosures(
  closures: Closures,
  step: FrameStep,
  yawning: boolean,
): ClosuresUpdate {
  const { now, before, profile } = step;
  const { from, until } = profile.closure;
  const threshold = closures.episode === null ? from : until;
  const closed = now.eyeClosure === null ? null : now.eyeClosure >= threshold;
  const middle = (from + until) / 2;
  const { episode, ended } = updateEpisode(
    closures.episode,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds: closed,
      confidence:
        now.eyesConfidence *
        marginConfidence((now.eyeClosure ?? 0) - middle, TYPICAL_ERROR.eyeClosure),
      level: now.eyeClosure ?? 0,
      marked: yawning || isLaughing(closures, now) || isRubbing(closures, now),
      crossing: crossingTime(
        before && { time: before.time, value: before.eyeClosure },
        { time: now.time, value: now.eyeClosure },
        middle,
      ),
    },
    { unseen: profile.time.bridge, pause: 0 },
  );
  const isNew = closures.episode === null || before === null;
  const evidence = episode === null ? NO_EVIDENCE : updateEvidence(closures, step, isNew);
  const sinceBefore = closed === false && before !== null ? now.time - before.time : 0;
  const openTime = closures.openTime + Math.min(sinceBefore, profile.time.bridge);
  const kind = episode && kindOf(episode, durationOf(episode), { openTime, evidence }, profile);
  const kindAtEnd = ended && kindOf(ended, ended.end - ended.start, closures, profile);
  // Lids that follow the gaze out of sight look like half a blink. A blink counts only when its closing and its opening
  // were seen.
  const sawOpening = now.eyeClosure !== null && ended !== null && ended.last === before?.time;
  const isWhole = closures.sawClosing && sawOpening;
  const endedKind = kindAtEnd === "blink" && !isWhole ? null : kindAtEnd;
  const isClosure = closures.episode !== null || episode !== null;
  const { dip, blink } = updateDip(closures.dip, step, isClosure);
  const updates = [
    ...(blink ? [updateOf(blink, "blink", blink.end)] : []),
    ...(ended && endedKind ? [updateOf(ended, endedKind, ended.end)] : []),
    // A closure that lasts is an event from the long blink on: a blink is recognised when it has ended.
    ...(episode && kind && kind !== "blink" ? [updateOf(episode, kind, null)] : []),
  ];
  return {
    state: {
      episode,
      closed,
      sawClosing:
        closures.episode === null ? typeof before?.eyeClosure === "number" : closures.sawClosing,
      depth: episode === null ? 0 : Math.max(closures.depth, now.lids ?? 0),
      openTime,
      evidence,
      usualMouth: closed === false ? usualWidth(closures, step) : closures.usualMouth,
      uncoveredAt: episode === null && now.coveredEyes === 0 ? now.time : closures.uncoveredAt,
      dip,
    },
    updates,
    blinkEnded: blink !== null || endedKind === "blink" || endedKind === "long-blink",
    blinkDepth:
      endedKind === "blink" && ended !== null && ended.valid >= BLINK.leastFrames
        ? closures.depth
        : null,
  };
}

/** Whether the mouth is as wide as in a laugh: for anybody, or for this person. */
function isLaughing({ usualMouth }: Closures, now: Measured): boolean {
  const width = now.mouthWidth ?? 0;
  return (
    width >= MICROSLEEP.laugh || (usualMouth !== null && width >= MICROSLEEP.wider * usualMouth)
  );
}

/** Whether something, such as a hand, came over one of two eyes when they closed. */
function isRubbing({ episode, uncoveredAt }: Closures, now: Measured): boolean {
  const start = episode?.start ?? now.time;
  return (
    now.coveredEyes === 1 && uncoveredAt !== null && start - uncoveredAt <= MICROSLEEP.uncovered
  );
}

/** The mouth's width averaged over a time that is longer than most laughs. */
function usualWidth({ usualMouth }: Closures, { now, before }: FrameStep): number | null {
  if (now.mouthWidth === null || usualMouth === null) return now.mouthWidth ?? usualMouth;
  const elapsed = before === null ? 0 : now.time - before.time;
  const weight = 1 - Math.exp(-elapsed / MICROSLEEP.usualWidthTime);
  return usualMouth + weight * (now.mouthWidth - usualMouth);
}

type ClosureKind = "blink" | "long-blink" | "microsleep" | "sleep";

/** Null for a closure that is too short for a blink. */
function kindOf(
  episode: Episode,
  seconds: number,
  { openTime, evidence }: Pick<Closures, "openTime" | "evidence">,
  { closure }: DriverProfile,
): ClosureKind | null {
  if (seconds < closure.shortest) return null;
  if (seconds < closure.longBlink) return "blink";
  // Heavy lids are not sleep, nor are lids that follow the gaze down.
  if (seconds < closure.microsleep || meanOf(episode, "level") < closure.from) return "long-blink";
  if (evidence.moved || areLidsOnlyLowered(evidence)) return "long-blink";
  if (seconds >= closure.sleep) return "sleep";
  // Until a closure is as long as sleep, it may have another reason: a yawn or a laugh that presses the eyes shut, a
  // hand that rubs one of them, a head that went down before the lids, or eyes that were hardly seen open before.
  const isPressed = meanOf(episode, "marked") > MICROSLEEP.mostPressed;
  return isPressed || evidence.down || openTime < MICROSLEEP.leastOpen
    ? "long-blink"
    : "microsleep";
}

/**
 * Whether the landmarks contradict the eye-state network: they see the lids lowered hardly further than this person's open
 * eyes vary. Landmark networks differ in how far they follow a lid, but the variation then differs by the same factor.
 */
function areLidsOnlyLowered({ lidDeviations, upFrames }: Evidence): boolean {
  return upFrames > 0 && lidDeviations / upFrames < MICROSLEEP.leastLids;
}

/** Adds a frame's evidence. Once the closure is a microsleep, a head that sinks or jerks up no longer changes that. */
function updateEvidence(closures: Closures, { now, profile }: FrameStep, isNew: boolean): Evidence {
  const { episode } = closures;
  const known = isNew ? NO_EVIDENCE : closures.evidence;
  const kind = !isNew && episode && kindOf(episode, durationOf(episode), closures, profile);
  if (kind === "microsleep" || kind === "sleep") return known;
  const isUp = now.head === null || now.head.pitch > -MICROSLEEP.headUp;
  const lids = isUp ? now.lidDeviations : null;
  const yaw = known.yaw ?? now.steadyYaw;
  const pitch = now.motion?.pitch ?? null;
  const lowest = pitch === null ? known.lowest : Math.min(known.lowest ?? pitch, pitch);
  const turned = yaw === null || now.steadyYaw === null ? 0 : now.steadyYaw - yaw;
  const risen = pitch === null || lowest === null ? 0 : pitch - lowest;
  return {
    lidDeviations: known.lidDeviations + (lids ?? 0),
    upFrames: known.upFrames + (lids === null ? 0 : 1),
    down: isNew ? !isUp : known.down,
    yaw,
    lowest,
    moved: known.moved || Math.hypot(turned, risen) >= MICROSLEEP.awakeMotion,
  };
}

function updateOf(episode: Episode, kind: ClosureKind, end: number | null): EventUpdate {
  const { start, last, frames, valid } = episode;
  return {
    slot: "closure",
    kind,
    start,
    end,
    until: last,
    // The confidence in the frames that show closed eyes, and the share of those frames.
    confidence: meanOf(episode, "confidence") * (valid / frames),
    evidence: { frames, valid },
  };
}
