// Whole drives from many seeds, calibrated from the first frame on: events found, and no false positives.

import { describe, expect, test } from "vitest";
import { stillScript } from "../../drives/builder.ts";
import { groundTruthEvents } from "../../drives/groundTruth.ts";
import { monitorScript } from "../../drives/monitorScript.ts";
import { DRIVERS, eventfulDrive, ordinaryDrive } from "../../drives/randomDrives.ts";
import { matchEvents } from "../../training/metrics/matchEvents.ts";

// Where the share of closed eyes only just touches a threshold, noise decides: the bench measures drowsiness.
const isClear = ({ kind }: { readonly kind: string }) => kind !== "drowsiness" && kind !== "blink";

test.each([11, 12, 13])(
  "eventful drive %i: every event is found at its time, and no other",
  (seed) => {
    const script = stillScript({ ...eventfulDrive(seed), rate: 15, jitter: 0.15 });
    const truth = groundTruthEvents(script);
    const { pairs, missed, falsePositives, byKind } = matchEvents(
      truth,
      monitorScript(script).events,
    );
    expect(missed.filter(isClear)).toEqual([]);
    expect(falsePositives.filter(isClear)).toEqual([]);
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
      const script = stillScript({
        ...drive,
        person: {},
        ...DRIVERS[person],
        rate: 5 + 5 * seed,
        jitter: 0.15,
      });
      const { events, alerts } = monitorScript(script);
      expect(events.filter(({ kind }) => kind !== "blink")).toEqual([]);
      expect(alerts).toEqual([]);
      const truth = groundTruthEvents(script).filter(({ kind }) => kind === "blink");
      const found = events.filter(({ kind }) => kind === "blink");
      expect(found.length).toBeGreaterThan(0.9 * truth.length);
      expect(found.length).toBeLessThan(1.05 * truth.length);
    }
  });
});
