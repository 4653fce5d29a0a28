import { expect, test } from "vitest";
import { type SynthDriverRequest, synthDriver } from "./synthDriver.ts";

const REQUEST: SynthDriverRequest = {
  out: "nowhere",
  workers: 1,
  chromium: "/usr/bin/chromium",
  video: false,
};

function terminal() {
  const lines: string[] = [];
  return { lines, out: (text: string) => lines.push(text), err: () => {}, interactive: false };
}

test("--list names the scenarios with their length and what happens", async () => {
  const { lines, ...to } = terminal();
  expect(await synthDriver({ ...REQUEST, list: true }, to)).toBe(0);
  expect(lines.join("")).toMatch(/^microsleep +40 s {2}\S/m);
});

test("what is missing is told: a script, one that exists, the assets", async () => {
  const { lines: _, ...to } = terminal();
  await expect(synthDriver(REQUEST, to)).rejects.toThrow(/--script/);
  await expect(synthDriver({ ...REQUEST, script: "nosuch" }, to)).rejects.toThrow(
    /no file nosuch.*The scenarios are: .*microsleep/,
  );
  await expect(synthDriver({ ...REQUEST, script: "microsleep", passes: 999 }, to)).rejects.toThrow(
    /picture\.passes/,
  );
  await expect(synthDriver({ ...REQUEST, script: "microsleep" }, to)).rejects.toThrow(/--assets/);
});
