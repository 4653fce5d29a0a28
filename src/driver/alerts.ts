// Alerts: which events the driver is alerted to, how urgently, and when an alert is held back.

import * as z from "zod";
import {
  ALERT_LEVELS,
  type AlertLevel,
  DRIVER_EVENT_KINDS,
  type DriverAlert,
  type DriverEventKind,
} from "../report.ts";
import type { UpdatedEvent } from "./events.ts";
import { type FrameStep, isFastEnough } from "./measured.ts";
import type { DriverProfile } from "./profile.ts";

const pastAlertSchema = z.object({
  time: z.number(),
  kind: z.enum(DRIVER_EVENT_KINDS),
  event: z.int(),
  level: z.enum(ALERT_LEVELS),
});

export const alertsSchema = z.array(pastAlertSchema).readonly();

type PastAlert = Readonly<z.infer<typeof pastAlertSchema>>;
/** Past alerts that later ones depend on. */
export type PastAlerts = readonly PastAlert[];

/** Of these kinds only the most severe ongoing one gives alerts. The most severe first. */
const BY_SEVERITY: readonly DriverEventKind[] = [
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
 * The alerts to give now. An event gives one only with evidence of it in this very frame, enough confidence and enough
 * speed. While the event lasts, its alert is repeated, or raised to a higher level.
 */
export function updateAlerts(
  past: PastAlerts,
  events: readonly UpdatedEvent[],
  step: FrameStep,
): { past: PastAlerts; alerts: readonly DriverAlert[] } {
  const { now, profile } = step;
  const mostSevere = BY_SEVERITY.find((kind) =>
    events.some(({ event }) => event.kind === kind && event.end === null),
  );
  let kept = past.filter((alert) => isStillNeeded(alert, events, step));
  const alerts: DriverAlert[] = [];
  for (const updated of events) {
    const { id: event, kind, detail } = updated.event;
    const rule = ruleOf(kind, profile);
    if (rule === undefined || !givesAlert(updated, rule, mostSevere, step)) continue;
    const level = rule.levels[Math.min(updated.update.grade ?? 0, rule.levels.length - 1)];
    const alert = { time: now.time, kind, event, level };
    if (!isDue(kept, alert, rule) || isTooMany(kept, alert, profile)) continue;
    kept = [...kept, alert];
    alerts.push({ timestamp: now.time, level, event, kind, detail });
  }
  return { past: kept, alerts };
}

type Rule = NonNullable<DriverProfile["alerts"]["kinds"]["sleep"]>;

function ruleOf(kind: DriverEventKind, { alerts: { kinds } }: DriverProfile): Rule | undefined {
  return kind in kinds ? kinds[kind as keyof typeof kinds] : undefined;
}

function givesAlert(
  { event, update }: UpdatedEvent,
  rule: Rule,
  mostSevere: DriverEventKind | undefined,
  step: FrameStep,
): boolean {
  const { kind, end, confidence } = event;
  const isSeen = update.until === step.now.time && confidence >= step.profile.alerts.confidence;
  const isOutranked =
    mostSevere !== undefined && BY_SEVERITY.includes(kind) && kind !== mostSevere && end === null;
  // A nod is over when it is recognised. Any other event needs no alert once it has ended.
  const isOver = end !== null && kind !== "nod";
  return isSeen && !isOutranked && !isOver && isFastEnough(step, rule.speedFrom);
}

/** Whether enough time has passed since the last alert of the event and of its kind, or the level rises. */
function isDue(past: PastAlerts, next: PastAlert, rule: Rule): boolean {
  const ofEvent = past.findLast(({ event, kind }) => event === next.event && kind === next.kind);
  if (ofEvent !== undefined) {
    const isRepeated = rule.repeatAfter !== null && next.time - ofEvent.time >= rule.repeatAfter;
    return isRepeated || isHigher(next.level, ofEvent.level);
  }
  const ofKind = past.findLast(({ kind }) => kind === next.kind);
  if (ofKind === undefined || next.time - ofKind.time >= rule.quiet) return true;
  return isHigher(next.level, ofKind.level);
}

function isHigher(level: AlertLevel, other: AlertLevel): boolean {
  return ALERT_LEVELS.indexOf(level) > ALERT_LEVELS.indexOf(other);
}

/** Whether the last minute already had the maximum number of alerts. Warnings do not count and are always given. */
function isTooMany(past: PastAlerts, next: PastAlert, { alerts }: DriverProfile): boolean {
  if (next.level === "warning") return false;
  const lastMinute = past.filter(({ time, level }) => level !== "warning" && time > next.time - 60);
  return lastMinute.length >= alerts.perMinute;
}

/** Alerts of ongoing events are kept. Others are kept as long as a rule depends on them. */
function isStillNeeded(
  { time, event: id }: PastAlert,
  events: readonly UpdatedEvent[],
  { now, profile }: FrameStep,
): boolean {
  const rules = Object.values(profile.alerts.kinds);
  const longest = Math.max(60, ...rules.map((rule) => rule?.quiet ?? 0));
  return time > now.time - longest || events.some(({ event }) => event.id === id);
}
