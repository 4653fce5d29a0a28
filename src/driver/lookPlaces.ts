// Where looks away from the road go: whether repeated looks return to one place below the windscreen.

import * as z from "zod";
import type { SightAngles } from "../eyes/lineOfSight.ts";
import { LOOK } from "./constants.ts";
import type { FrameStep, Measured } from "./measured.ts";

const placeSchema = z.object({
  from: z.number(),
  to: z.number(),
  frames: z.int(),
  /** Mean direction of the look, degrees from straight ahead. */
  yaw: z.number(),
  pitch: z.number(),
});

/** Looks away in order. The window and the frame rate bound their number. */
export const placesSchema = z.array(placeSchema).readonly();

type Place = Readonly<z.infer<typeof placeSchema>>;

/** The direction that attention rests on: that of the eyes, or of the head where they are not seen; null when unknown. */
export function lookedAt({ attentionBy, steadySight, head }: Measured): SightAngles | null {
  return attentionBy === "eyes" ? steadySight : head;
}

/** Adds a frame to the looks of the last `window` seconds. Short looks that are part of driving are left out. */
export function addToPlaces(
  places: readonly Place[],
  { now, before }: FrameStep,
  window: number,
): readonly Place[] {
  const kept = places.filter(({ to }) => to > now.time - window);
  const direction = lookedAt(now);
  if (now.attention !== "away" || now.isForDriving || direction === null) return kept;
  const { yaw, pitch } = direction;
  const last = kept.at(-1);
  if (last === undefined || last.to !== before?.time) {
    return [...kept, { from: now.time, to: now.time, frames: 1, yaw, pitch }];
  }
  const frames = last.frames + 1;
  const joined = {
    from: last.from,
    to: now.time,
    frames,
    yaw: last.yaw + (yaw - last.yaw) / frames,
    pitch: last.pitch + (pitch - last.pitch) / frames,
  };
  return [...kept.slice(0, -1), joined];
}

/** Whether most of the time of these looks, by frames, goes to one place below the windscreen. */
export function isOnePlaceBelow(places: readonly Place[]): boolean {
  if (places.length < 2) return false;
  const frames = sumOf(places, () => 1);
  const center = {
    yaw: sumOf(places, ({ yaw }) => yaw) / frames,
    pitch: sumOf(places, ({ pitch }) => pitch) / frames,
  };
  const there = places.filter(
    ({ yaw, pitch }) => Math.hypot(yaw - center.yaw, pitch - center.pitch) <= LOOK.onePlace,
  );
  const isBelow = center.pitch <= -LOOK.belowWindscreen;
  return isBelow && there.length > 1 && sumOf(there, () => 1) >= LOOK.onePlaceShare * frames;
}

function sumOf(places: readonly Place[], value: (place: Place) => number): number {
  return places.reduce((sum, place) => sum + place.frames * value(place), 0);
}
