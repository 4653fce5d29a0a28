// Events as WebVTT cues, so that a video player shows them as subtitles.

import { check, finite, optionsSchema } from "../options.ts";
import type { DriverEvent } from "../report.ts";
import { detailText, NOT_CERTIFIED } from "./driverWords.ts";
import { oneLine } from "./escaping.ts";
import { checkSessionEvents, type SessionEvents } from "./eventsJson.ts";
import { EVENT_WORDS } from "./eventWords.ts";

export interface WebVttOptions {
  /** Events less grave than this (driverWords.ts) are left out; default 1, because there are too many ordinary blinks. */
  readonly severity?: number;
}

/**
 * The text of a `.vtt` file: one cue an event, in the order of their start; they may overlap.
 *
 * Times count from the source's origin; an event before it begins at 0. An event that is ongoing at the end of the session
 * ends at the last timestamp. Cues have the event's kind as a class (`<c.microsleep>`), which a page can style.
 *
 * @throws {RangeError} naming the first malformed value.
 * @example
 * const source = { file: "drive.mp4", models: [], profile: profiles.default };
 * const end = { frames: 900, firstTimestamp: 0, lastTimestamp: 30, stopped: null };
 * webVtt({ source, end, events: [], alerts: [] }).split("\n").slice(0, 4);
 * // ["WEBVTT", "", "NOTE", "Events of the driver in drive.mp4, by Vigil."]
 */
export function webVtt(session: SessionEvents, options: WebVttOptions = {}): string {
  checkSessionEvents(session);
  check(optionsSchema({ severity: finite }), options, "webVtt's option");
  const { severity = 1 } = options;
  const { origin = 0 } = session.source;
  const last = session.end.lastTimestamp ?? 0;
  const cues = session.events
    .filter(({ kind }) => EVENT_WORDS[kind].severity >= severity)
    .map((event) => ({ event, start: milliseconds(event.start - origin) }))
    .sort((a, b) => a.start - b.start || a.event.id - b.event.id)
    .map(({ event, start }) => {
      // A cue that does not end after its start is not valid.
      const end = Math.max(start + 1, milliseconds((event.end ?? last) - origin));
      return `${event.id}\n${timeText(start)} --> ${timeText(end)}\n${cueText(event)}\n`;
    });
  const { stopped } = session.end;
  const note = [
    `Events of the driver in ${session.source.file}, by Vigil.`,
    NOT_CERTIFIED,
    ...(stopped === null ? [] : [`Stopped early: ${stopped}`]),
  ];
  return ["WEBVTT\n", `NOTE\n${note.map(noteLine).join("\n")}\n`, ...cues].join("\n");
}

/** Seconds as `hh:mm:ss.mmm`, as WebVTT writes times. */
export function vttTime(seconds: number): string {
  return timeText(milliseconds(seconds));
}

function milliseconds(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1000));
}

function timeText(total: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const seconds = two((total / 1000) % 60);
  return `${two(total / 3_600_000)}:${two((total / 60_000) % 60)}:${seconds}.${String(total % 1000).padStart(3, "0")}`;
}

function cueText({ kind, start, end, confidence, detail }: DriverEvent): string {
  const length = end === null ? "lasts at the end" : `${(end - start).toFixed(1)} s`;
  const facts = `${length}, ${Math.round(100 * confidence)} % sure`;
  const lines = [`<c.${kind}>${EVENT_WORDS[kind].label}</c> (${facts})`];
  const more = detail === undefined ? "" : oneLine(detailText(detail));
  if (more !== "") lines.push(escaped(more));
  return lines.join("\n");
}

/** Text in a cue: an arrow or an empty line would end it, `<` would begin a tag. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A note has no escapes; only the arrow is forbidden in it. */
function noteLine(text: string): string {
  return oneLine(text).replaceAll("-->", "→");
}
