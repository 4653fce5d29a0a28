// How grave each kind of event looks.

import { EVENT_WORDS } from "../../../src/formats/driverWords.ts";
import type { DriverEventKind } from "../../../src/index.ts";

export type EventTone = "quiet" | "caution" | "bad";

export function toneOf(kind: DriverEventKind): EventTone {
  const { gravity } = EVENT_WORDS[kind];
  if (kind === "microsleep" || gravity === 3) return "bad";
  return gravity === 0 ? "quiet" : "caution";
}

/** Whether events of a kind are listed; ordinary blinks are too many. */
export function isListed(kind: DriverEventKind): boolean {
  return EVENT_WORDS[kind].gravity > 0;
}
