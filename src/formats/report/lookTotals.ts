// Where the driver looked over a session: seconds and looks by place, and by what they were judged.

import type { AttentionEvidence, DriverReport } from "../../report.ts";

/** The looks at one place, judged in one way. */
export interface LookTotal {
  /** A zone of the cabin, "road", "away" (outside every zone, or without a cabin), or "unknown". */
  readonly place: string;
  /** Null where the place is unknown. */
  readonly by: AttentionEvidence | null;
  readonly seconds: number;
  readonly looks: number;
  /** Seconds of the longest look, and the timestamp at which it began. */
  readonly longest: number;
  readonly longestAt: number;
}

export interface LookRecorder {
  add(report: DriverReport): void;
  /** The longest time first. */
  totals(): readonly LookTotal[];
  save(): SavedLooks;
}

/** The content of a recorder, as plain data. */
export interface SavedLooks {
  readonly totals: readonly (readonly [key: string, total: LookTotal])[];
  /** The look at the last frame. */
  readonly last: { readonly key: string; readonly from: number; readonly time: number } | null;
}

/** Seconds between frames beyond which nothing is known of the time between. */
const LONGEST_GAP = 1;

/** Begins to add up looks. @param saved what `save` returned, to continue from there. */
export function recordLooks(saved?: SavedLooks): LookRecorder {
  const totals = new Map(saved?.totals);
  let last = saved?.last ?? null;
  return {
    add({ timestamp, attention, attentionBy: by, zone }) {
      const place = zone ?? attention;
      const key = `${by}:${place}`;
      const nothing = { seconds: 0, looks: 0, longest: 0, longestAt: timestamp };
      const { seconds, looks, longest, longestAt } = totals.get(key) ?? nothing;
      const elapsed = last === null ? 0 : timestamp - last.time;
      const isGap = elapsed > LONGEST_GAP || elapsed < 0;
      const continues = last?.key === key && !isGap;
      const from = continues && last !== null ? last.from : timestamp;
      totals.set(key, {
        place,
        by,
        seconds: seconds + (isGap ? 0 : elapsed),
        looks: looks + (continues ? 0 : 1),
        longest: Math.max(longest, timestamp - from),
        longestAt: timestamp - from > longest ? from : longestAt,
      });
      last = { key, from, time: timestamp };
    },
    totals: () => [...totals.values()].sort((p, q) => q.seconds - p.seconds),
    save: () => ({ totals: [...totals], last }),
  };
}
