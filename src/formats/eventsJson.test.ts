import { expect, test } from "vitest";
import { EXAMPLE_SOURCE, exampleEnd, exampleSession } from "../../testing/exampleSession.ts";
import { createEventLog } from "./eventLog.ts";
import { eventsText, parseEvents, type SessionEvents } from "./eventsJson.ts";

function eventsOf(seconds: number): SessionEvents {
  const log = createEventLog();
  for (const { report } of exampleSession({ seconds })) log.add(report);
  const end = exampleEnd(seconds * 30);
  return { source: EXAMPLE_SOURCE, end, events: log.events(), alerts: log.alerts() };
}

test("each event is listed once, as it was last reported, in the order of its start", () => {
  const { events, alerts } = eventsOf(120);
  const grave = events.filter(({ kind }) => kind !== "blink");
  expect(grave.map(({ kind, start, end }) => [kind, start, end])).toEqual([
    ["yawn", 22, 26],
    ["long-distraction", 35, 40],
    ["view-degraded", 52, 64],
    ["microsleep", 71, 72.6],
    ["sleep", 84, 88],
    ["driver-absent", 101, 108],
  ]);
  const starts = events.map(({ start }) => start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(alerts.map(({ kind }) => kind)).toEqual(["long-distraction", "microsleep", "sleep"]);
});

test("an ongoing event has the evidence of the last frame", () => {
  const log = createEventLog();
  const [frame] = exampleSession({ seconds: 1 });
  const event = eventsOf(120).events.find(({ kind }) => kind === "sleep");
  if (!frame || !event) throw new Error("The example has both.");
  log.add({ ...frame.report, changed: [{ ...event, end: null }] });
  log.add({ ...frame.report, ongoing: [{ ...event, end: null, confidence: 0.99 }] });
  expect(log.events()).toEqual([{ ...event, end: null, confidence: 0.99 }]);
});

test("what is written reads back", () => {
  const events = eventsOf(85);
  expect(parseEvents(eventsText(events))).toEqual({
    ...events,
    end: { ...events.end, lastTimestamp: 84.966667 },
  });
  const none = { ...events, events: [], alerts: [] };
  expect(parseEvents(eventsText(none)).events).toEqual([]);
});

test("the error lists where a file departs from the schema", () => {
  const text = eventsText(eventsOf(120));
  expect(() => parseEvents(text.replace('"microsleep"', '"nap"'))).toThrow(/events\[\d+\]\.kind/);
  expect(() => parseEvents(text.replace('"version": 2', '"version": 3'))).toThrow(/version/);
});
