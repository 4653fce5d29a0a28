import { expect, test } from "vitest";
import { type EventUpdate, endEvents, NO_EVENTS, updateEvents } from "./events.ts";

const update: EventUpdate = {
  slot: "closure",
  kind: "long-blink",
  start: 1,
  end: null,
  until: 1.6,
  confidence: 0.9,
  evidence: { frames: 18, valid: 18 },
};

test("an event keeps its number while its kind changes, and is reported when it begins, changes and ends", () => {
  const begun = updateEvents(NO_EVENTS, [update, { ...update, slot: "yawn", kind: "yawn" }]);
  expect(begun.changed.map(({ id, kind }) => [id, kind])).toEqual([
    [1, "long-blink"],
    [2, "yawn"],
  ]);
  const on = updateEvents(begun.events, [update, { ...update, slot: "yawn", kind: "yawn" }]);
  expect(on.changed).toEqual([]);
  const grown = updateEvents(on.events, [
    { ...update, kind: "microsleep" },
    { ...update, slot: "yawn", kind: "yawn", end: 2 },
  ]);
  expect(grown.changed.map(({ id, kind, end }) => [id, kind, end])).toEqual([
    [1, "microsleep", null],
    [2, "yawn", 2],
  ]);
  expect(grown.events.open.map(({ event }) => event.id)).toEqual([1]);
});

test("an event without an update, and one that is ongoing at the end, ended at its last evidence", () => {
  const { events } = updateEvents(NO_EVENTS, [update]);
  const dropped = updateEvents(events, []);
  expect(dropped.changed.map(({ id, end }) => [id, end])).toEqual([[1, 1.6]]);
  expect(dropped.events).toEqual({ next: 2, open: [] });
  expect(endEvents(events).changed.map(({ id, end }) => [id, end])).toEqual([[1, 1.6]]);
});

test("a confidence is never outside of 0 and 1", () => {
  const { changed } = updateEvents(NO_EVENTS, [
    { ...update, confidence: 1.2 },
    { ...update, slot: "nod", kind: "nod", confidence: -0.1 },
  ]);
  expect(changed.map(({ confidence }) => confidence)).toEqual([1, 0]);
});
