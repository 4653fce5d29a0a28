// When to speak to the driver, how urgently, and when to keep quiet.

import * as z from "zod";
import {
  ALERT_LEVELS,
  DRIVER_EVENT_KINDS,
  type DriverAlert,
  type DriverEventKind,
} from "../report.ts";
import type { Settled } from "./ledger.ts";
import type { DriverProfile } from "./profile.ts";
import { gateOpen, type Step } from "./step.ts";

const saidSchema = z.object({
  time: z.number(),
  kind: z.enum(DRIVER_EVENT_KINDS),
  event: z.int(),
  level: z.enum(ALERT_LEVELS),
});

/** Alerts of the past that still matter. */
export const alertsSchema = z.array(saidSchema).readonly();

export type Said = readonly Readonly<z.infer<typeof saidSchema>>[];

/** Of events about the same driver only the gravest speaks; the gravest first. */
const GRAVITY: readonly DriverEventKind[] = [
  "unresponsive",
  "sleep",
  "microsleep",
  "long-distraction",
  "short-distraction",
  "drowsiness",
  "nod",
  "yawn",
  "long-blink",
];

/**
 * The alerts to give now. An event gives one only with evidence of it in this very frame, when it is sure
 * enough and the vehicle fast enough; it is repeated or raised to a higher level while it lasts.
 */
export function stepAlerts(
  said: Said,
  settled: readonly Settled[],
  step: Step,
): { said: Said; alerts: readonly DriverAlert[] } {
  const { now, profile } = step;
  const { kinds, confidence, perMinute } = profile.alerts;
  const gravest = GRAVITY.find((kind) =>
    settled.some(({ event }) => event.kind === kind && event.end === null),
  );
  let past = said.filter(({ time, event }) => mayMatter(time, event, settled, step));
  const alerts: DriverAlert[] = [];
  for (const { event, claim } of settled) {
    const { kind } = event;
    const rule = kind in kinds ? kinds[kind as keyof typeof kinds] : undefined;
    const inView = claim.until === now.time && event.confidence >= confidence;
    const outranked =
      gravest !== undefined && GRAVITY.includes(kind) && kind !== gravest && event.end === null;
    // A nod is over when it is recognised; of everything else, what has ended needs no alert.
    const over = event.end !== null && kind !== "nod";
    if (rule === undefined || !inView || outranked || over || !gateOpen(step, rule.speedFrom))
      continue;
    const level = rule.levels[Math.min(claim.grade ?? 0, rule.levels.length - 1)];
    if (!isDue(past, { time: now.time, kind, event: event.id, level }, rule)) continue;
    const lastMinute = past.filter(({ time, level: l }) => l !== "warning" && time > now.time - 60);
    if (level !== "warning" && lastMinute.length >= perMinute) continue;
    past = [...past, { time: now.time, kind, event: event.id, level }];
    alerts.push({ timestamp: now.time, level, event: event.id, kind, detail: event.detail });
  }
  return { said: past, alerts };
}

type Rule = NonNullable<DriverProfile["alerts"]["kinds"]["sleep"]>;

function isDue(said: Said, next: Said[number], rule: Rule): boolean {
  const ofEvent = said
    .filter(({ event, kind }) => event === next.event && kind === next.kind)
    .at(-1);
  if (ofEvent !== undefined) {
    const raised = ALERT_LEVELS.indexOf(next.level) > ALERT_LEVELS.indexOf(ofEvent.level);
    return raised || (rule.repeatAfter !== null && next.time - ofEvent.time >= rule.repeatAfter);
  }
  const ofKind = said.filter(({ kind }) => kind === next.kind).at(-1);
  if (ofKind === undefined || next.time - ofKind.time >= rule.quiet) return true;
  return ALERT_LEVELS.indexOf(next.level) > ALERT_LEVELS.indexOf(ofKind.level);
}

/** Alerts of events that last are remembered, others until nothing is measured against them any more. */
function mayMatter(time: number, id: number, settled: readonly Settled[], step: Step): boolean {
  const rules = Object.values(step.profile.alerts.kinds);
  const longest = Math.max(60, ...rules.map((rule) => rule?.quiet ?? 0));
  return time > step.now.time - longest || settled.some(({ event }) => event.id === id);
}
