// The options of `vigil analyze` and `vigil watch` that say how the driver is judged: thresholds, speed, seat.

import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { type DriverProfile, parseProfile } from "../../src/driver/profile.ts";
import { profiles } from "../../src/driver/profiles.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import type { SeatRegion } from "../../src/track/chooseDriver.ts";
import { UsageError } from "./errors.ts";

/** The options as they are given. */
export interface DriverFlags {
  readonly profile?: string;
  readonly speed?: string;
  readonly seat?: SeatRegion;
}

/** How the driver is judged. */
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
    .option(
      "--profile <p>",
      `thresholds of the driver's state: ${names}, or a JSON file of your own`,
    )
    .option("--speed <s>", "the vehicle's speed: km/h, or a CSV file with timestamp,speed")
    .option(
      "--seat <x0,y0,x1,y1>",
      "where the driver's face can be, as shares of the image from left and top",
      seatRegion,
    );
}

/**
 * Reads what the options name.
 *
 * @throws {UsageError} when a file is missing or not what it should be.
 */
export async function readDriverOptions({
  profile,
  speed,
  seat,
}: DriverFlags): Promise<DriverSettings> {
  return {
    ...(profile === undefined ? {} : { thresholds: await readProfile(profile) }),
    ...(speed === undefined ? {} : { speedAt: await readSpeed(speed) }),
    ...(seat === undefined ? {} : { seat }),
  };
}

async function readProfile(name: string): Promise<DriverProfile> {
  const known = Object.entries(profiles).find(([key]) => key === name);
  if (known) return known[1];
  const text = await readText(
    name,
    `is neither a profile of Vigil (${Object.keys(profiles).join(", ")}) nor a file that can be read`,
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
 * The speed at a time, from the text of a table: the last row at or before it; before the first row unknown.
 *
 * @param name what to call the table in errors.
 * @throws {UsageError} naming the first line that is not a time and a speed, later than the line before.
 */
export function speedOverTime(
  text: string,
  name: string,
): (timestamp: number) => number | undefined {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  if (header?.replace(/\s/g, "") !== "timestamp,speed") {
    throw new UsageError(`${name} must begin with the line "timestamp,speed" (seconds, km/h).`);
  }
  const rows = lines.map((line, k) => {
    const [time = Number.NaN, speed = Number.NaN, ...more] = line.split(",").map(cell);
    if (more.length > 0 || !Number.isFinite(time) || !(speed >= 0 && Number.isFinite(speed))) {
      throw new UsageError(`${name}, line ${k + 2}: "${line}" is not a time and a speed.`);
    }
    return { time, speed };
  });
  const early = rows.findIndex(({ time }, k) => k > 0 && time <= (rows[k - 1]?.time ?? time));
  if (early >= 0) {
    throw new UsageError(`${name}, line ${early + 2}: its time does not follow the line before.`);
  }
  return (timestamp) => {
    // The last row at or before the time, by halving.
    let [from, to] = [0, rows.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((rows[middle]?.time ?? 0) <= timestamp) from = middle + 1;
      else to = middle;
    }
    return rows[from - 1]?.speed;
  };
}

function cell(text: string): number {
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
  const [left, top, right, bottom, ...more] = text.split(",").map(cell);
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
