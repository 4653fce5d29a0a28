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

test.each(looks.filter(({ name }) => !name.startsWith("clear")))(
  "$name is one look of its kind, after calibration",
  ({ name, script }) => {
    const kinds = groundTruthEvents(script).filter(({ kind }) => !kind.endsWith("blink"));
    const expected = { long: ["long-distraction"], short: [], repeated: ["short-distraction"] };
    const [kind] = Object.entries(expected).filter(([word]) => name.endsWith(word));
    expect(kinds.map((event) => event.kind)).toEqual(kind?.[1]);
    for (const { start } of kinds) expect(start).toBeGreaterThan(15);
  },
);
