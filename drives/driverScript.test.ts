import { expect, test } from "vitest";
import { parseDriverScript, speedAt } from "./driverScript.ts";
import { readScenario, scenarioNames } from "./scenarios.ts";

const HEADER = { schema: "vigil-driver-script", version: 2, title: "test", seconds: 20 };
const parse = (actions: readonly object[], header: object = {}) =>
  parseDriverScript(JSON.stringify({ ...HEADER, ...header, actions }), "drive.json");

test("a mistake is reported with the script's name and its place", () => {
  expect(() =>
    parse([
      { do: "blink", at: 1 },
      { do: "yawn", at: 3, hand: "both" },
    ]),
  ).toThrow(/drive\.json has mistakes:\n {2}actions\.1\.hand: /);
  expect(() => parse([{ do: "sneeze", at: 1 }])).toThrow(/actions\.0\.do/);
  expect(() => parse([], { frames: { rate: 0 } })).toThrow(/frames\.rate/);
  expect(() => parse([{ do: "blink", at: 1, fast: true }])).toThrow(/actions\.0: .*fast/);
  expect(() => parseDriverScript("{", "drive.json")).toThrow(/drive\.json is not JSON/);
  expect(() => parse([], { version: 3 })).toThrow(/version/);
});

test("two actions cannot use the same part of the body at once, but different parts go together", () => {
  const yawn = { do: "yawn", at: 5, for: 5 };
  expect(() => parse([yawn, { do: "talk", at: 8, for: 2 }])).toThrow(
    'actions.1: "talk" at 8 s needs the mouth, taken by "yawn" (actions.0) from 5 to 10 s',
  );
  expect(() => parse([{ do: "leave", at: 4, for: 6 }, yawn])).toThrow(/needs the mouth/);
  expect(parse([yawn, { do: "glance", at: 6, to: "mirror" }]).actions).toHaveLength(2);
  expect(parse([yawn, { do: "talk", at: 10, for: 2 }]).actions).toHaveLength(2);
});

test("an action must end within the script, and nothing is worn twice or taken off when absent", () => {
  expect(() => parse([{ do: "sleep", at: 16, for: 6 }])).toThrow(/ends after the script's 20 s/);
  expect(() => parse([{ do: "take-off", at: 2, what: "mask" }])).toThrow(/no mask worn/);
  expect(() =>
    parse([{ do: "put-on", at: 2, what: "glasses" }], { worn: { glasses: "sun" } }),
  ).toThrow(/glasses worn already/);
});

test("version 1 opens: its picture is the image, its person the seed of the person", () => {
  const actions = [{ do: "blink", at: 1 }];
  const image = { width: 480, height: 360 };
  const now = parse(actions, { image, person: { seed: 7 } });
  expect(parse(actions, { version: 1, picture: image, person: 7 })).toEqual(now);
  expect(parse(actions, { version: 1, image, person: 7 })).toEqual(now);
  expect(parse(actions, { version: 1 })).toEqual(parse(actions));
  expect(() => parse(actions, { picture: image })).toThrow(/picture/);
});

test("the speed is one for the whole drive or changes at given times", () => {
  const at = (t: number, speed?: unknown) => speedAt(parse([], { speed }), t);
  expect(at(3)).toBeUndefined();
  expect(at(3, 50)).toBe(50);
  const changing = [
    [5, 0],
    [10, 40],
  ];
  expect([3, 5, 9.9, 10].map((t) => at(t, changing))).toEqual([undefined, 0, 0, 40]);
});

test("every scenario that comes with Vigil is a script", async () => {
  const names = await scenarioNames();
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    expect((await readScenario(name)).title).not.toBe("");
  }
});
