// How severe each kind of event looks.

import { EVENT_WORDS } from "../../../src/formats/eventWords.ts";
import type { DriverEventKind } from "../../../src/index.ts";

export type EventTone = "quiet" | "caution" | "bad";

export function toneOf(kind: DriverEventKind): EventTone {
  const { severity } = EVENT_WORDS[kind];
  if (kind === "microsleep" || severity === 3) return "bad";
  return severity === 0 ? "quiet" : "caution";
}

/** Whether events of a kind are listed. Ordinary blinks are not: there are too many. */
export function isListed(kind: DriverEventKind): boolean {
  return EVENT_WORDS[kind].severity > 0;
}
