// Where the driver attends, by the best evidence in view: the eyes when they can be seen, the head when not.

import * as z from "zod";
import type { SightAngles } from "../eyes/lineOfSight.ts";
import {
  ATTENTION_EVIDENCE,
  ATTENTIONS,
  type Attention,
  type AttentionEvidence,
} from "../report.ts";
import { type Cabin, outside, type Zone, zoneAt } from "./cabin.ts";
import { marginConfidence } from "./confidence.ts";
import { SIGHT, TYPICAL_ERROR } from "./constants.ts";
import type { DriverProfile } from "./profile.ts";
import type { SteadySight } from "./sight.ts";

export const attentionFields = {
  attention: z.enum(ATTENTIONS),
  attentionConfidence: z.number(),
  /** What it rests on; null when it is unknown. */
  attentionBy: z.enum(ATTENTION_EVIDENCE).nullable().default(null),
  /** The zone of the cabin in which the eyes look. */
  zone: z.string().nullable().default(null),
  /** Whether looks at that zone are part of driving. */
  isForDriving: z.boolean().default(false),
};

const attentionSchema = z.object(attentionFields);
type AttentionMeasure = Readonly<z.infer<typeof attentionSchema>>;

export const UNKNOWN_ATTENTION: AttentionMeasure = {
  attention: "unknown",
  attentionConfidence: 0,
  attentionBy: null,
  zone: null,
  isForDriving: false,
};

/**
 * On the road or away from it. By the eyes: the zone of the cabin in which they look, or without one limits around
 * straight ahead. By the head: limits around its neutral direction. All with hysteresis.
 *
 * @param weight of the baseline, 0..1.
 */
export function measureAttention(
  head: SightAngles | null,
  steady: SteadySight | null,
  before: AttentionMeasure | null,
  weight: number,
  profile: DriverProfile,
): AttentionMeasure {
  const { cabin, attention: limits } = profile;
  const byHead = head === null ? UNKNOWN_ATTENTION : ofHead(head, before, weight, profile);
  if (steady === null || steady.deviation > limits.mostUncertainSight) return byHead;
  const found = bySight(steady, before, cabin, profile);
  // Eyes that look back at the road from a head that points elsewhere must be seen well.
  const isDoubtful = steady.deviation > SIGHT.overrulesHead && found.attention === "road";
  if (isDoubtful && byHead.attention === "away") return byHead;
  return { ...found, attentionConfidence: found.attentionConfidence * weight };
}

function ofHead(
  head: SightAngles,
  before: AttentionMeasure | null,
  weight: number,
  profile: DriverProfile,
): AttentionMeasure {
  const { isAway, margin } = byAngles(head, wasAway(before, "head"), profile);
  return {
    attention: attentionOf(isAway),
    attentionConfidence: marginConfidence(margin, TYPICAL_ERROR.head) * weight,
    attentionBy: "head",
    // The eyes go on where the head stops: it does not show which zone they look at.
    zone: null,
    isForDriving: false,
  };
}

function bySight(
  steady: SteadySight,
  before: AttentionMeasure | null,
  cabin: Cabin | null,
  profile: DriverProfile,
): AttentionMeasure {
  const { hysteresis } = profile.attention;
  const zone = cabin && zoneAt(cabin, steady, before?.zone ?? null, hysteresis / 2);
  const { isAway, margin } =
    cabin !== null && zone !== null
      ? byZone(steady, zone, cabin, hysteresis)
      : byAngles(steady, wasAway(before, "eyes"), profile);
  const error = Math.max(TYPICAL_ERROR.head, SIGHT.steadyError * steady.deviation);
  return {
    attention: attentionOf(isAway),
    attentionConfidence: marginConfidence(margin, error),
    attentionBy: "eyes",
    zone: zone?.name ?? null,
    isForDriving: cabin !== null && zone?.use === "driving" && isSurelyNoOther(steady, cabin),
  };
}

/** Whether no zone that has nothing to do with driving lies within the direction's error, such as the lap below the cluster. */
function isSurelyNoOther({ yaw, pitch, deviation }: SteadySight, cabin: Cabin): boolean {
  const error = SIGHT.steadyError * deviation;
  return [
    { yaw: yaw - error, pitch },
    { yaw: yaw + error, pitch },
    { yaw, pitch: pitch - error },
    { yaw, pitch: pitch + error },
  ].every((near) => zoneAt(cabin, near, null, 0)?.use !== "other");
}

/** Whether a look is away, and by how many degrees that is certain. */
interface Judged {
  readonly isAway: boolean;
  readonly margin: number;
}

function byZone(steady: SteadySight, zone: Zone, cabin: Cabin, hysteresis: number): Judged {
  const isAway = zone.use !== "road";
  const roads = cabin.zones.filter(({ use }) => use === "road");
  const beyond = Math.min(90, ...roads.map((road) => outside(road, steady)));
  // A zone that lies before the road, such as a mirror, is left at its own edge.
  const margin = isAway
    ? Math.max(beyond, -outside(zone, steady))
    : -Math.min(beyond, outside(zone, steady));
  return { isAway, margin: margin + hysteresis };
}

function byAngles(
  { yaw, pitch }: SightAngles,
  wereAway: boolean,
  { attention: limits }: DriverProfile,
): Judged {
  const beyond = Math.max(Math.abs(yaw) - limits.yaw, pitch - limits.up, -pitch - limits.down);
  const isAway = beyond > (wereAway ? -limits.hysteresis : 0);
  return { isAway, margin: isAway ? beyond + limits.hysteresis : -beyond };
}

/** Hysteresis holds within one kind of evidence: a head that is back does not inherit the eyes' last look. */
function wasAway(before: AttentionMeasure | null, by: AttentionEvidence): boolean {
  return before?.attention === "away" && (before.attentionBy ?? by) === by;
}

function attentionOf(isAway: boolean): Attention {
  return isAway ? "away" : "road";
}
