// Where the driver looked over time: stretches at one place, by one kind of evidence.

import type { DriverReport } from "../../../src/index.ts";

type Attended = Pick<DriverReport, "timestamp" | "attention" | "attentionBy" | "zone">;

/** A stretch of time, seconds. */
export interface Look {
  /** A zone of the cabin; where none is known, "road" or "away". */
  readonly place: string;
  readonly by: DriverReport["attentionBy"];
  readonly from: number;
  readonly to: number;
}

/** With more time between two frames nothing is known of it, seconds. */
const LONGEST_GAP = 0.5;

/** Adds a frame to the looks so far, in place: the last one goes on, or another one begins. */
export function addLook(looks: Look[], report: Attended, before: number | undefined): void {
  const { timestamp: to, attention, attentionBy: by, zone } = report;
  if (attention === "unknown") return;
  const place = zone ?? attention;
  const isNext = before !== undefined && to - before <= LONGEST_GAP;
  const last = looks.at(-1);
  if (isNext && last?.to === before && last.place === place && last.by === by) {
    looks[looks.length - 1] = { ...last, to };
  } else {
    looks.push({ place, by, from: isNext ? before : to, to });
  }
}

/** Removes what lies at `time` and after it, in place. */
export function cutLooks(looks: Look[], time: number): void {
  const kept = looks.filter(({ from }) => from < time);
  looks.splice(0, looks.length, ...kept.map((look) => ({ ...look, to: Math.min(look.to, time) })));
}

/** The places looked at in a stretch of time, the road first, then by their seconds. */
export function placesIn(
  looks: readonly Look[],
  from: number,
  to: number,
): { readonly place: string; readonly share: number }[] {
  const seconds = new Map<string, number>();
  let sum = 0;
  for (const look of looks) {
    const long = Math.min(look.to, to) - Math.max(look.from, from);
    if (long <= 0) continue;
    seconds.set(look.place, (seconds.get(look.place) ?? 0) + long);
    sum += long;
  }
  return [...seconds]
    .sort(([p, a], [q, b]) => Number(q === "road") - Number(p === "road") || b - a)
    .map(([place, long]) => ({ place, share: long / sum }));
}
