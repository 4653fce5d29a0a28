// The status file, as a program that watches over `vigil watch` reads it.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { openStatus } from "./watchStatus.ts";

const folder = temporaryFolder();
const BEGAN = Date.UTC(2026, 10, 27);
const MEMORY = 2e8;

test("an operator sees which camera runs, which is silent, and which was restarted and why", async () => {
  const path = join(folder, "status.json");
  let time = BEGAN;
  const warnings: string[] = [];
  const status = openStatus(path, ["front", "back", "door"], {
    ...{ every: 600, now: () => time },
    warn: (message) => warnings.push(message),
  });
  const seen = { frames: 30, silence: 0, stalled: 0, state: "attentive", memory: MEMORY } as const;
  status.progress("front", seen);
  status.progress("back", seen);
  time += 10_000;
  status.progress("front", { ...seen, frames: 120 });
  status.progress("back", { ...seen, silence: 10, state: "unknown" });
  status.waits("front", "its process ended (SIGKILL)");
  status.progress("front", { ...seen, frames: 5 });
  status.ends("door", "given-up", "There is no such camera.");
  await status.close();
  const read = JSON.parse(await readFile(path, "utf8"));
  expect(read).toMatchObject({ schema: "vigil-watch-status", version: 1, ended: true });
  expect(read).toMatchObject({ at: "2026-11-27T00:00:10.000Z", pid: process.pid });
  const [front, back, door] = read.cameras;
  expect(front).toMatchObject({ condition: "watching", frames: 125, framesPerSecond: 12.5 });
  expect(front).toMatchObject({ restarts: 1, problem: "its process ended (SIGKILL)" });
  expect(back).toMatchObject({ condition: "silent", silence: 10, driver: "unknown" });
  expect(back.lastFrame).toBe("2026-11-27T00:00:00.000Z");
  expect(door).toMatchObject({ condition: "given-up", problem: "There is no such camera." });
  expect(warnings).toEqual([]);
});

test("a camera whose images come and are not analysed any more is stalled, not watched", async () => {
  const path = join(folder, "stalled.json");
  let time = BEGAN;
  const status = openStatus(path, ["front"], { every: 600, now: () => time, warn: () => {} });
  status.progress("front", {
    frames: 9,
    silence: 0,
    stalled: 0,
    state: "attentive",
    memory: MEMORY,
  });
  time += 31_000;
  await status.close();
  const [front] = JSON.parse(await readFile(path, "utf8")).cameras;
  expect(front).toMatchObject({ condition: "stalled", frames: 9 });
});

test("a status that cannot be written is said once, and ends nothing", async () => {
  const path = join(folder, "taken");
  await mkdir(path);
  const warnings: string[] = [];
  const status = openStatus(path, ["front"], {
    every: 600,
    warn: (message) => warnings.push(message),
  });
  await status.close();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/the status cannot be written/);
});
