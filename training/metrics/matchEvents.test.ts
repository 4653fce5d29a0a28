import { expect, test } from "vitest";
import { matchEvents, sumScores } from "./matchEvents.ts";

test("events match by kind and by shared time or a common start, each once", () => {
  const truth = [
    { kind: "yawn", start: 10, end: 14 },
    { kind: "yawn", start: 30, end: 34 },
    { kind: "blink", start: 50, end: 50.1 },
    { kind: "sleep", start: 60, end: null },
  ];
  const found = [
    { kind: "yawn", start: 11, end: 14.5 },
    { kind: "yawn", start: 10.1, end: 11 },
    { kind: "sleep", start: 30, end: 34 },
    { kind: "blink", start: 50.15, end: 50.4 },
    { kind: "sleep", start: 60.5, end: 70 },
  ];
  const { pairs, missed, falsePositives, byKind } = matchEvents(truth, found);
  expect(pairs.map((pair) => [pair.truth.start, pair.found.start])).toEqual([
    [60, 60.5],
    [10, 11],
    [50, 50.15],
  ]);
  expect(missed).toEqual([truth[1]]);
  expect(falsePositives).toEqual([found[1], found[2]]);
  expect(byKind["yawn"]).toEqual({
    truth: 2,
    found: 2,
    matched: 1,
    precision: 0.5,
    recall: 0.5,
    onsetErrors: [1],
  });
});

test("scores of several videos add up, and shares of nothing are unknown", () => {
  const one = matchEvents([{ kind: "nod", start: 1, end: 2 }], []).byKind;
  const two = matchEvents([], [{ kind: "nod", start: 1, end: 2 }]).byKind;
  expect(one["nod"]?.precision).toBeNull();
  expect(two["nod"]?.recall).toBeNull();
  expect(sumScores([one, two])["nod"]).toEqual({
    truth: 1,
    found: 1,
    matched: 0,
    precision: 0,
    recall: 0,
    onsetErrors: [],
  });
});
