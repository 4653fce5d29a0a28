// The looks that are rendered: each has the events that its name says.

import { expect, test } from "vitest";
import { groundTruthEvents } from "./groundTruth.ts";
import { renderedLooks } from "./renderedLooks.ts";

const looks = renderedLooks();

test("every condition has all long looks; names are those of files", () => {
  const names = looks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
  for (const condition of ["none-day", "none-infrared", "clear-day", "clear-infrared"]) {
    const own = names.filter((name) => name.startsWith(condition) && name.endsWith("long"));
    expect(own).toHaveLength(6);
  }
});

const isAwake = ({ name }: { readonly name: string }) => name.includes("-awake-");

test.each(looks.filter(isAwake))(
  "$name has no event, and begins after calibration",
  ({ script }) => {
    const closures = ["blink", "long-blink"];
    const events = groundTruthEvents(script).filter(({ kind }) => !closures.includes(kind));
    expect(events).toEqual([]);
    expect(script.actions.length).toBeGreaterThan(0);
    expect(Math.min(...script.actions.map(({ at }) => at))).toBeGreaterThan(15);
    expect(script.seconds).toBeLessThan(30);
  },
);

test.each(looks.filter((look) => !look.name.startsWith("clear") && !isAwake(look)))(
  "$name is one look of its kind, after calibration",
  ({ name, script }) => {
    const kinds = groundTruthEvents(script).filter(({ kind }) => !kind.endsWith("blink"));
    const expected = { long: ["long-distraction"], short: [], repeated: ["short-distraction"] };
    const [kind] = Object.entries(expected).filter(([word]) => name.endsWith(word));
    expect(kinds.map((event) => event.kind)).toEqual(kind?.[1]);
    for (const { start } of kinds) expect(start).toBeGreaterThan(15);
  },
);
