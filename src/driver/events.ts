// The ongoing events: numbers new ones, and reports when an event is recognised, changes its kind or ends.

import * as z from "zod";
import { clamp } from "../math/statistics.ts";
import type { DriverEvent, DriverEventKind, EventDetail } from "../report.ts";
import { eventSchema } from "../schemas.ts";

/** What a part of the monitor reports about one of its events in a frame. */
export interface EventUpdate {
  /** The part of the monitor that the event belongs to. Each slot has at most one ongoing event. */
  readonly slot: string;
  readonly kind: DriverEventKind;
  readonly start: number;
  /** Null while it lasts. */
  readonly end: number | null;
  /** The last time with evidence: the event's end if nothing more is seen of it. */
  readonly until: number;
  readonly confidence: number;
  readonly evidence: DriverEvent["evidence"];
  /** How grave it is among events of its kind: 0, 1 … */
  readonly grade?: number;
  readonly detail?: EventDetail;
}

const openEventSchema = z.object({ slot: z.string(), until: z.number(), event: eventSchema });

export const eventsSchema = z.object({
  /** The number of the next new event. */
  next: z.int().positive(),
  open: z.array(openEventSchema).readonly(),
});

export type Events = Readonly<z.infer<typeof eventsSchema>>;

export const NO_EVENTS: Events = { next: 1, open: [] };

/** An event with the update that it comes from. */
export interface UpdatedEvent {
  readonly event: DriverEvent;
  readonly update: EventUpdate;
}

/**
 * Takes in a frame's updates. Each ongoing event has an update with every frame. An event without one ended at its last
 * evidence.
 */
export function updateEvents(
  events: Events,
  updates: readonly EventUpdate[],
): { events: Events; changed: DriverEvent[]; updated: UpdatedEvent[] } {
  let { next } = events;
  const slots = new Set(updates.map(({ slot }) => slot));
  let open = events.open.filter(({ slot }) => slots.has(slot));
  const dropped = events.open.filter(({ slot }) => !slots.has(slot));
  const changed = dropped.map(({ event, until }): DriverEvent => ({ ...event, end: until }));
  const updated: UpdatedEvent[] = [];
  for (const update of updates) {
    const { slot, kind, start, end, until, evidence, detail } = update;
    const known = open.find((other) => other.slot === slot)?.event;
    const event: DriverEvent = {
      id: known?.id ?? next++,
      kind,
      start,
      end,
      confidence: clamp(update.confidence, 0, 1),
      evidence,
      detail,
    };
    if (known === undefined || known.kind !== kind || end !== null) changed.push(event);
    updated.push({ event, update });
    const entry = { slot, until, event };
    if (end !== null) open = open.filter((other) => other.slot !== slot);
    else if (known === undefined) open = [...open, entry];
    else open = open.map((other) => (other.slot === slot ? entry : other));
  }
  return { events: { next, open }, changed, updated };
}

/** Ends every ongoing event at its last evidence. */
export function endEvents(events: Events): { events: Events; changed: DriverEvent[] } {
  return {
    events: { next: events.next, open: [] },
    changed: events.open.map(({ event, until }) => ({ ...event, end: until })),
  };
}
