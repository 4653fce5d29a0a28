// Distraction: one long look away from the road, many short ones that add up, and a driver who does not respond at all.

import * as z from "zod";
import type { Attention, LookDirection } from "../report.ts";
import { LOOK } from "./constants.ts";
import {
  durationOf,
  type Episode,
  type EpisodeUpdate,
  episodeSchema,
  meanOf,
  type SignReading,
  updateEpisode,
} from "./episode.ts";
import type { EventUpdate } from "./events.ts";
import { addToPlaces, isOnePlaceBelow, lookedAt, placesSchema } from "./lookPlaces.ts";
import { type FrameStep, frameInterval, isFastEnough } from "./measured.ts";
import type { DriverProfile } from "./profile.ts";
import { addToSegments, framesOf, type Segments, secondsOf, segmentsSchema } from "./segments.ts";

export const distractionSchema = z.object({
  /** The current look away, for each of the profile's rules for long distraction. */
  longLooks: z.array(episodeSchema.nullable()),
  /** Where the driver attended, since the last time back on the road for long enough. */
  segments: segmentsSchema,
  /** Where the looks away went that are in `segments`. */
  places: placesSchema.default([]),
  /** Start of the ongoing short repeated distraction. */
  shortSince: z.number().nullable(),
  /** The time without response: looking away, or with closed eyes. */
  noResponse: episodeSchema.nullable(),
});

type ShortRule = NonNullable<DriverProfile["distraction"]["short"]>;

export type Distraction = Readonly<z.infer<typeof distractionSchema>>;

export const NO_DISTRACTION: Distraction = {
  longLooks: [],
  segments: [],
  places: [],
  shortSince: null,
  noResponse: null,
};

/** @param closed whether the eyes are closed; null when unknown. */
export function updateDistraction(
  state: Distraction,
  step: FrameStep,
  closed: boolean | null,
): {
  state: Distraction;
  updates: readonly EventUpdate[];
  /** Seconds for which the current look away has lasted. */
  look: number;
} {
  const long = updateLong(state.longLooks, step);
  const short = updateShort(state, step);
  const unresponsive = updateUnresponsive(state.noResponse, step, closed);
  return {
    state: { longLooks: long.looks, ...short.state, noResponse: unresponsive.episode },
    updates: [...long.updates, ...short.updates, ...unresponsive.updates],
    look: Math.max(0, ...long.looks.map((look) => (look === null ? 0 : durationOf(look)))),
  };
}

/** Long distraction: a look away that meets any of the profile's rules. */
function updateLong(
  looks: Distraction["longLooks"],
  step: FrameStep,
): { looks: Distraction["longLooks"]; updates: EventUpdate[] } {
  const { now, profile } = step;
  const updates: EventUpdate[] = [];
  const next = profile.distraction.long.map((rule, k) => {
    const direction = lookedAt(now);
    const isBelow = rule.below === null || (direction !== null && direction.pitch <= -rule.below);
    const isInForce =
      isFastEnough(step, rule.speedFrom) &&
      (now.speed === null || rule.speedBelow === null || now.speed < rule.speedBelow);
    const isAway = now.attention === "unknown" ? null : now.attention === "away" && isBelow;
    const look = updateEpisode(looks[k] ?? null, readingOf(step, isInForce ? isAway : false), {
      unseen: profile.time.bridge,
      pause: LOOK.pause,
    });
    updates.push(...updatesOf(look, rule.seconds, `long-look-${k}`, "long-distraction", step));
    return look.episode;
  });
  return { looks: next, updates };
}

/** Short repeated distraction: looks away that add up, without the driver being back on the road for long enough. */
function updateShort(
  state: Distraction,
  step: FrameStep,
): { state: Pick<Distraction, "segments" | "places" | "shortSince">; updates: EventUpdate[] } {
  const { now, profile } = step;
  const rule = profile.distraction.short;
  const nothing = { segments: [], places: [], shortSince: null };
  if (rule === null) return { state: nothing, updates: [] };
  const isInForce = isFastEnough(step, rule.speedFrom);
  const segments = isInForce ? addLook(state.segments, step, rule) : state.segments;
  const places = isInForce ? addToPlaces(state.places, step, rule.window) : state.places;
  const back = backOnRoadSince(segments, profile.time.bridge);
  const isReset = !isInForce || (back !== null && now.time - back >= rule.reset);
  const looks = segments.filter(({ value }) => value === "away");
  const away = secondsOf(segments, ["away"], now.time - rule.window, now.time);
  const begins = looks.length > 1 && away >= rule.total;
  const start = state.shortSince ?? (begins && looks[0] ? looks[0].from : null);
  if (start === null) {
    return { state: isReset ? nothing : { segments, places, shortSince: null }, updates: [] };
  }
  const ends = isReset || away === 0;
  const frames = framesOf(segments, null, start);
  const valid = framesOf(segments, ["away", "road", "driving"], start);
  const update: EventUpdate = {
    slot: "short-distraction",
    kind: "short-distraction",
    start,
    end: ends ? (back ?? now.time) : null,
    until: now.time,
    // The share of frames that show where the driver attended.
    confidence: valid / Math.max(frames, 1),
    evidence: { frames, valid },
    detail: {
      kind: "looks",
      count: looks.length,
      ...(isOnePlaceBelow(places) && { place: "below" as const }),
    },
  };
  return {
    state: {
      segments: isReset ? [] : segments,
      places: isReset ? [] : places,
      shortSince: ends ? null : start,
    },
    updates: [update],
  };
}

/**
 * Adds a frame. Short looks at mirrors and instruments are part of driving: they neither add up nor are they looks at
 * the road. A longer one counts from its beginning, and so does one that follows another look away.
 */
function addLook(segments: Segments, step: FrameStep, { window, driving }: ShortRule): Segments {
  const { attention, isForDriving } = step.now;
  const isDriving = attention === "away" && isForDriving && segments.at(-1)?.value !== "away";
  const value: Attention | "driving" = isDriving ? "driving" : attention;
  const added = addToSegments(segments, frameInterval(step), value, window);
  const last = added.at(-1);
  if (last === undefined || last.value !== "driving" || last.to - last.from < driving) return added;
  return [...added.slice(0, -1), { ...last, value: "away" }];
}

/** Since when the driver has attended to the road; null while away. Short moments of unknown attention are ignored. */
function backOnRoadSince(segments: Segments, bridge: number): number | null {
  let since: number | null = null;
  for (const { value, from, to } of segments.toReversed()) {
    if (value === "road") since = from;
    else if (value !== "unknown" || to - from > bridge) break;
  }
  return since;
}

/** Unresponsive: for a long time the driver looks away, has closed eyes, or one after the other. */
function updateUnresponsive(
  noResponse: Episode | null,
  step: FrameStep,
  closed: boolean | null,
): { episode: Episode | null; updates: EventUpdate[] } {
  const { now, profile } = step;
  const rule = profile.distraction.unresponsive;
  if (rule === null) return { episode: null, updates: [] };
  const away = now.attention === "unknown" ? null : now.attention === "away";
  const either =
    away === true || closed === true ? true : away === null || closed === null ? null : false;
  const holds = isFastEnough(step, rule.speedFrom) ? either : false;
  const confidence =
    away === true ? now.attentionConfidence : closed === true ? now.eyesConfidence : 0;
  const update = updateEpisode(
    noResponse,
    { ...readingOf(step, holds), confidence },
    { unseen: profile.time.bridge, pause: LOOK.pause },
  );
  return {
    episode: update.episode,
    updates: updatesOf(update, rule.seconds, "unresponsive", "unresponsive", step),
  };
}

function readingOf({ now, before }: FrameStep, holds: boolean | null): SignReading {
  return {
    time: now.time,
    previous: before?.time ?? null,
    holds,
    confidence: now.attentionConfidence,
    level: 0,
  };
}

/** The event of an episode that has lasted for at least `seconds`. */
function updatesOf(
  { episode, ended }: EpisodeUpdate,
  seconds: number,
  slot: string,
  kind: EventUpdate["kind"],
  step: FrameStep,
): EventUpdate[] {
  const look = ended ?? episode;
  const end = ended?.end ?? null;
  if (look === null || (end ?? look.last) - look.start < seconds) return [];
  const { start, last, frames, valid } = look;
  const direction = end === null ? lookDirection(step) : null;
  return [
    {
      slot,
      kind,
      start,
      end,
      until: last,
      confidence: meanOf(look, "confidence") * (valid / frames),
      evidence: { frames, valid },
      detail: direction === null ? undefined : { kind: "direction", direction, ...where(step.now) },
    },
  ];
}

/** What showed the direction, and the zone that the eyes look at. */
function where({ attentionBy: by, zone }: FrameStep["now"]) {
  return { ...(by !== null && { by }), ...(zone !== null && { zone }) };
}

/** The direction furthest beyond its limit; null on the road, or when it is unknown. */
function lookDirection({ now, profile: { attention: limits } }: FrameStep): LookDirection | null {
  const looks = lookedAt(now);
  if (looks === null || now.attention !== "away") return null;
  const { yaw, pitch } = looks;
  const turns = [
    ["left", yaw / limits.yaw],
    ["right", -yaw / limits.yaw],
    ["up", pitch / limits.up],
    ["down", -pitch / limits.down],
  ] as const;
  return turns.reduce((most, turn) => (turn[1] > most[1] ? turn : most))[0];
}
