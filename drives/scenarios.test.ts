import { expect, test } from "vitest";
import { EVENT_WORDS } from "../src/formats/driverWords.ts";
import { testDrive } from "../testing/observedDrive.ts";
import { type DriveSample, matchVisible } from "../training/evaluation/drives.ts";
import { readScenario, scenarioNames } from "./scenarios.ts";

/** Three minutes; the others tell as much in less time. */
const LONG = "drowsy";
const names = (await scenarioNames()).filter((name) => name !== LONG);

const driven = new Map<string, Promise<DriveSample>>();
function drive(name: string): Promise<DriveSample> {
  const known = driven.get(name) ?? readScenario(name).then((script) => testDrive(script));
  driven.set(name, known);
  return known;
}

test.each(names)(
  "scenario %s: the monitor finds every event but blinks, and nothing else",
  async (name) => {
    const { events, found } = await drive(name);
    const { missed, falseAlarms } = matchVisible({
      events: events.filter(({ kind }) => kind !== "blink"),
      found: found.filter(({ kind }) => kind !== "blink"),
    });
    expect(missed).toEqual([]);
    expect(falseAlarms).toEqual([]);
  },
);

test("the scenarios have every kind of event", async () => {
  const drives = await Promise.all(names.map(drive));
  const kinds = new Set(drives.flatMap(({ events }) => events.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual(Object.keys(EVENT_WORDS).sort());
});
