import { expect, test } from "vitest";
import { DRIVER_EVENT_KINDS } from "../src/report.ts";
import { observedDrive } from "../testing/observedDrive.ts";
import type { DriveSample } from "../training/evaluation/driveLooks.ts";
import { matchVisible } from "../training/evaluation/matchVisible.ts";
import { readScenario, scenarioNames } from "./scenarios.ts";

/** Three minutes long; its events are in the others too. */
const LONG = "drowsy";
const names = (await scenarioNames()).filter((name) => name !== LONG);

const observed = new Map<string, Promise<DriveSample>>();
function drive(name: string): Promise<DriveSample> {
  const known = observed.get(name) ?? readScenario(name).then((script) => observedDrive(script));
  observed.set(name, known);
  return known;
}

test.each(names)(
  "scenario %s: the monitor detects every event except blinks, and nothing else",
  async (name) => {
    const { events, found } = await drive(name);
    const { missed, falsePositives } = matchVisible({
      events: events.filter(({ kind }) => kind !== "blink"),
      found: found.filter(({ kind }) => kind !== "blink"),
    });
    expect(missed).toEqual([]);
    expect(falsePositives).toEqual([]);
  },
);

test("the scenarios have every kind of event", async () => {
  const drives = await Promise.all(names.map(drive));
  const kinds = new Set(drives.flatMap(({ events }) => events.map(({ kind }) => kind)));
  expect([...kinds].sort()).toEqual([...DRIVER_EVENT_KINDS].sort());
});
