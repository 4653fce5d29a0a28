// Matches a drive's events; those that could hardly be seen may be missed.

import type { GroundTruthEvent } from "../../drives/groundTruth.ts";
import type { DriverEvent } from "../../src/report.ts";
import { type EventMatch, matchEvents } from "../metrics/matchEvents.ts";

/** An event that was visible for a smaller share of its time need not be detected. */
const LEAST_VISIBLE = 0.5;

/** Matches a drive's events. Events that were hardly visible need not be detected, but may be. */
export function matchVisible({
  events,
  found,
}: {
  readonly events: readonly GroundTruthEvent[];
  readonly found: readonly DriverEvent[];
}): EventMatch<GroundTruthEvent, DriverEvent> {
  const { missed } = matchEvents(events, found);
  const unseen = missed.filter(({ visible }) => visible < LEAST_VISIBLE);
  return matchEvents(
    events.filter((event) => !unseen.includes(event)),
    found,
  );
}
