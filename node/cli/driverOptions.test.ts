import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cabins } from "../../src/driver/cabins.ts";
import { profiles } from "../../src/driver/profiles.ts";
import {
  addDriverOptions,
  type DriverFlags,
  parseSpeeds,
  readDriverOptions,
  speedAt,
} from "./driverOptions.ts";
import { UsageError } from "./errors.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-options-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function parse(...args: string[]): DriverFlags {
  const command = addDriverOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr() {} });
  return command.parse(args, { from: "user" }).opts();
}

test("a profile by name, and one from a file", async () => {
  const named = await readDriverOptions(parse("--profile", "euro-ncap"));
  expect(named.thresholds).toEqual(profiles["euro-ncap"]);
  const own = { ...profiles.default, name: "mine", yawn: { ...profiles.default.yawn, from: 0.3 } };
  await writeFile(join(folder, "mine.json"), JSON.stringify(own));
  const read = await readDriverOptions(parse("--profile", join(folder, "mine.json")));
  expect(read.thresholds?.yawn.from).toBe(0.3);
});

test("a cabin by name or from a file joins the profile; a malformed one is reported with its error", async () => {
  const named = await readDriverOptions(parse("--cabin", "pillar", "--profile", "euro-ncap"));
  expect(named.thresholds).toEqual({ ...profiles["euro-ncap"], cabin: cabins.pillar });
  const turned = await readDriverOptions(parse("--cabin", "column-mirrored"));
  expect(turned.thresholds?.cabin?.camera.aside).toBe(-cabins.column.camera.aside);
  const path = join(folder, "van.json");
  await writeFile(path, JSON.stringify({ ...cabins.column, name: "van" }));
  const read = await readDriverOptions(parse("--cabin", path));
  expect(read.thresholds?.cabin?.name).toBe("van");
  await writeFile(path, JSON.stringify({ ...cabins.column, zones: [{ name: "road" }] }));
  await expect(readDriverOptions({ cabin: path })).rejects.toThrow(/zones\[0\]\.use/);
  await expect(readDriverOptions({ cabin: "roof" })).rejects.toThrow(/column-mirrored/);
});

test("a malformed profile is reported with its error", async () => {
  const profile = join(folder, "bad.json");
  await expect(readDriverOptions({ profile })).rejects.toThrow(/neither a profile .*default/);
  await writeFile(profile, JSON.stringify({ ...profiles.default, yawn: {} }));
  await expect(readDriverOptions({ profile })).rejects.toThrow(/yawn\.from/);
  await writeFile(profile, "{");
  await expect(readDriverOptions({ profile })).rejects.toThrow(UsageError);
});

test("one speed for the whole video, or a table over time", async () => {
  const constant = await readDriverOptions(parse("--speed", "63"));
  expect(speedAt(constant.vehicleSpeed, 5)).toBe(63);
  await writeFile(join(folder, "speed.csv"), "timestamp,speed\n1.5,0\n2,30\r\n10,50.5\n");
  const { vehicleSpeed } = await readDriverOptions(parse("--speed", join(folder, "speed.csv")));
  expect([0, 1.5, 1.9, 2, 9.99, 10, 500].map((t) => speedAt(vehicleSpeed, t))).toEqual([
    undefined,
    0,
    0,
    30,
    30,
    50.5,
    50.5,
  ]);
  await expect(readDriverOptions({ speed: "fast" })).rejects.toThrow(/fast is neither a speed/);
});

test.each([
  '"timestamp","speed"\n"0","1.5"\n',
  '"timestamp" , "speed"\r\n"0" , "1.5"\r\n',
  "\ufeffTimestamp, Speed\r\n 0, 1.5\r\n",
  "timestamp;speed\n0;1,5\n",
  '"timestamp";"speed"\n"0";"1,5"\n',
  "timestamp\tspeed\n0\t1.5\n",
  "gear,speed,timestamp\n3,1.5,0\n",
])("tables as spreadsheets and loggers write them: %j", (text) => {
  expect(parseSpeeds(text, "speed.csv")).toEqual([{ time: 0, speed: 1.5 }]);
});

test.each([
  ["time,speed\n1,2", /must begin with/],
  ["timestamp,speed\n1,2\n3", /line 3/],
  ["timestamp,speed\n1,2\n2,-4", /line 3/],
  ["timestamp,speed\n1,2\n1,4", /line 3: its time/],
  ["timestamp,speed\n,4", /line 2/],
  ["timestamp,speed\n1,2,3", /line 2/],
  ['timestamp,speed\n1,"2', /speed\.csv: .*line 2/],
])("a malformed table of speeds: %j", (text, message) => {
  expect(() => parseSpeeds(text, "speed.csv")).toThrow(message);
});

test("a seat is a region in four shares", () => {
  expect(parse("--seat", "0,0.1,0.5,1").seat).toEqual({ left: 0, top: 0.1, right: 0.5, bottom: 1 });
  for (const wrong of ["0,0,1", "0,0,0.5,2", "0.5,0,0.5,1", "a,b,c,d", "0,0,1,1,1", ",0,1,1"]) {
    expect(() => parse("--seat", wrong)).toThrow(/four shares/);
  }
});
