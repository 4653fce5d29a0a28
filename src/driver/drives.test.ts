// Whole drives from many seeds, learned from the first frame on: what is found, and that nothing is made up.

import { describe, expect, test } from "vitest";
import { matchEvents, sumScores } from "../../training/evaluation/matchEvents.ts";
import { eventfulDrive, ordinaryDrive, PEOPLE } from "../testing/scriptedDrives.ts";
import { truthOf } from "../testing/scriptedTruth.ts";
import { watch } from "../testing/watchDriver.ts";

test("eventful drives: nearly every event of every kind is found, at its time, and hardly any besides", () => {
  const scores = [11, 12, 13, 14].map((seed) => {
    const script = { ...eventfulDrive(seed), rate: 15, jitter: 0.5 };
    return matchEvents(truthOf(script), watch(script).events).byKind;
  });
  const { drowsiness, ...others } = sumScores(scores);
  for (const [kind, { precision, recall, onsetErrors }] of Object.entries(others)) {
    expect([kind, precision]).toEqual([kind, expect.closeTo(1, 1)]);
    expect([kind, recall]).toEqual([kind, expect.closeTo(1, 1)]);
    const worst = Math.max(...onsetErrors.map(Math.abs));
    expect(worst, kind).toBeLessThan(kind === "nod" ? 0.6 : 0.25);
  }
  // Where the share of closed eyes only just touches a threshold, noise decides.
  expect(drowsiness?.recall).toBeGreaterThan(0.7);
  expect(drowsiness?.precision).toBeGreaterThan(0.7);
});

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
