import { expect, test } from "vitest";
import { exampleSession } from "../../testing/exampleSession.ts";
import { quarters } from "../../testing/videoFiles.ts";
import { watchLines } from "./watchLive.ts";

async function linesOf(quiet: boolean): Promise<string[]> {
  const lines: string[] = [];
  const sink = watchLines((line) => lines.push(line), { quiet });
  for (const result of exampleSession()) {
    const { index, timestamp } = result.frame;
    await sink.onFrame(result, { index, timestamp, frame: quarters() });
  }
  return lines;
}

test("prints each state when it begins, each event once, and alerts, but no blinks", async () => {
  const lines = await linesOf(false);
  expect(lines[0]).toMatch(/^0:00\.000 {2}calibrating$/);
  expect(lines.join("\n")).toMatch(/\d:\d\d\.\d{3} {2}Microsleep/);
  expect(lines.join("\n")).toMatch(/(CAUTION|WARNING|INFORMATION): ./);
  expect(lines.filter((line) => /Blink/i.test(line))).toEqual([]);
  // A session of 3600 frames.
  expect(lines.length).toBeLessThan(60);
  const states = lines
    .filter((line) => / {2}[a-z]+$/.test(line))
    .map((line) => line.split("  ")[1]);
  for (const [k, state] of states.entries()) expect(state).not.toBe(states[k - 1]);
});

test("quiet prints alerts only", async () => {
  const lines = await linesOf(true);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/ {2}(CAUTION|WARNING|INFORMATION): ./);
});
