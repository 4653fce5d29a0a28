// Whole drives from many seeds, learned from the first frame on: what is found, and that nothing is made up.

import { describe, expect, test } from "vitest";
import { eventfulDrive, ordinaryDrive, PEOPLE } from "../../drives/scriptedDrives.ts";
import { truthOf } from "../../drives/scriptedTruth.ts";
import { watch } from "../../drives/watchDriver.ts";
import { matchEvents } from "../../training/metrics/matchEvents.ts";

// Where the share of closed eyes only just touches a threshold, noise decides: the bench measures drowsiness.
const isClear = ({ kind }: { readonly kind: string }) => kind !== "drowsiness" && kind !== "blink";

test.each([11, 12, 13])(
  "eventful drive %i: every event is found at its time, and no other",
  (seed) => {
    const script = { ...eventfulDrive(seed), rate: 15, jitter: 0.5 };
    const truth = truthOf(script);
    const { pairs, missed, falseAlarms, byKind } = matchEvents(truth, watch(script).events);
    expect(missed.filter(isClear)).toEqual([]);
    expect(falseAlarms.filter(isClear)).toEqual([]);
    expect(new Set(truth.filter(isClear).map(({ kind }) => kind)).size).toBe(10);
    for (const pair of pairs.filter((p) => isClear(p.truth))) {
      const error = Math.abs(pair.found.start - pair.truth.start);
      expect(error, pair.truth.kind).toBeLessThan(pair.truth.kind === "nod" ? 0.6 : 0.25);
    }
    expect(byKind["blink"]?.recall).toBeGreaterThan(0.95);
    expect(byKind["blink"]?.precision).toBeGreaterThan(0.95);
  },
);

describe("an ordinary drive of ten minutes gives blinks and nothing else", () => {
  test.each([0, 1, 2, 3, 4])("person %i", (person) => {
    for (const seed of [1, 2]) {
      const drive = ordinaryDrive(100 * person + seed, 600);
      const script = { ...drive, person: PEOPLE[person] ?? {}, rate: 5 + 5 * seed, jitter: 0.5 };
      const { events, alerts } = watch(script);
      expect(events.filter(({ kind }) => kind !== "blink")).toEqual([]);
      expect(alerts).toEqual([]);
      const truth = truthOf(script).filter(({ kind }) => kind === "blink");
      const found = events.filter(({ kind }) => kind === "blink");
      expect(found.length).toBeGreaterThan(0.9 * truth.length);
      expect(found.length).toBeLessThan(1.05 * truth.length);
    }
  });
});
