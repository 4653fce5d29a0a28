// The options of `vigil analyze` and `vigil watch` for the driver's state: thresholds, speed, seat.

import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { type DriverProfile, parseProfile } from "../../src/driver/profile.ts";
import { profiles } from "../../src/driver/profiles.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import type { SeatRegion } from "../../src/track/chooseDriver.ts";
import { readCsvTable } from "../csvTable.ts";
import { UsageError } from "./errors.ts";

/** The options as given on the command line. */
export interface DriverFlags {
  readonly profile?: string;
  readonly speed?: string;
  readonly seat?: SeatRegion;
}

/** The options as the session takes them. */
export interface DriverSettings {
  readonly thresholds?: DriverProfile;
  /** The vehicle's speed in km/h at a time of the video; undefined where it is not known. */
  readonly speedAt?: (timestamp: number) => number | undefined;
  readonly seat?: SeatRegion;
}

/** Adds the options to a command. */
export function addDriverOptions(command: Command): Command {
  const names = Object.keys(profiles).join(", ");
  return command
    .option("--profile <p>", `thresholds of the driver's state: ${names}, or a JSON file`)
    .option("--speed <s>", "the vehicle's speed: km/h, or a CSV file with timestamp,speed")
    .option(
      "--seat <x0,y0,x1,y1>",
      "region of the driver's face, in shares of the image from left and top",
      seatRegion,
    );
}

/**
 * Reads the files that the options name.
 *
 * @throws {UsageError} when a file is missing or malformed.
 */
export async function readDriverOptions({
  profile,
  speed,
  seat,
}: DriverFlags): Promise<DriverSettings> {
  return {
    thresholds: profile === undefined ? undefined : await readProfile(profile),
    speedAt: speed === undefined ? undefined : await readSpeed(speed),
    seat,
  };
}

async function readProfile(name: string): Promise<DriverProfile> {
  const known = Object.entries(profiles).find(([key]) => key === name);
  if (known) return known[1];
  const text = await readText(
    name,
    `is neither a profile of Vigil (${Object.keys(profiles).join(", ")}) nor a readable file`,
  );
  try {
    return parseProfile(JSON.parse(text));
  } catch (cause) {
    throw new UsageError(`${name}: ${errorMessage(cause)}`, { cause });
  }
}

async function readSpeed(given: string): Promise<(timestamp: number) => number | undefined> {
  const constant = Number(given);
  if (given.trim() !== "" && constant >= 0 && Number.isFinite(constant)) return () => constant;
  const text = await readText(given, "is neither a speed in km/h nor a file that can be read");
  return speedOverTime(text, given);
}

/**
 * The speed over time from the text of a table: that of the last row at or before a time, undefined before the first.
 *
 * @param name the table's name in errors.
 * @throws {UsageError} naming the first line that is not a time and a speed, or not later than the previous one.
 */
export function speedOverTime(
  text: string,
  name: string,
): (timestamp: number) => number | undefined {
  const table = readCsvTable(text);
  if (table.header.join() !== "timestamp,speed") {
    throw new UsageError(`${name} must begin with the line "timestamp,speed" (seconds, km/h).`);
  }
  const rows = table.rows.map(({ cells, line, text }) => {
    const [time = Number.NaN, speed = Number.NaN, ...more] = cells.map(numberOf);
    if (more.length > 0 || !Number.isFinite(time) || !(speed >= 0 && Number.isFinite(speed))) {
      throw new UsageError(`${name}, line ${line}: "${text}" is not a time and a speed.`);
    }
    return { time, speed, line };
  });
  const early = rows.find(({ time }, k) => k > 0 && time <= rows[k - 1].time);
  if (early) {
    throw new UsageError(
      `${name}, line ${early.line}: its time is not later than that of the previous line.`,
    );
  }
  return (timestamp) => {
    // Binary search for the last row at or before the time.
    let [from, to] = [0, rows.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (rows[middle].time <= timestamp) from = middle + 1;
      else to = middle;
    }
    return rows[from - 1]?.speed;
  };
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

async function readText(path: string, otherwise: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UsageError(`${path} ${otherwise}.`, { cause });
  }
}

function seatRegion(text: string): SeatRegion {
  const [left, top, right, bottom, ...more] = text.split(",").map(numberOf);
  const valid = (share: number | undefined): share is number =>
    share !== undefined && share >= 0 && share <= 1;
  if (
    more.length > 0 ||
    !(valid(left) && valid(top) && valid(right) && valid(bottom)) ||
    !(left < right && top < bottom)
  ) {
    throw new InvalidArgumentError(
      "It must be four shares from 0 to 1, left,top,right,bottom, such as 0,0,0.6,1.",
    );
  }
  return { left, top, right, bottom };
}
