// The options of `vigil analyze` and `vigil watch` for the driver's state: thresholds, speed, seat.

import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { type Cabin, parseCabin } from "../../src/driver/cabin.ts";
import { cabins, mirroredCabin } from "../../src/driver/cabins.ts";
import { type DriverProfile, parseProfile } from "../../src/driver/profile.ts";
import { profiles } from "../../src/driver/profiles.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import type { SeatRegion } from "../../src/track/chooseDriver.ts";
import { type CsvTable, columnsOf, decodeText, numberInCell, readCsvTable } from "../csvTable.ts";
import { UsageError } from "./errors.ts";

/** The options as given on the command line. */
export interface DriverFlags {
  readonly profile?: string;
  readonly cabin?: string;
  readonly speed?: string;
  readonly seat?: SeatRegion;
}

/** A speed at a time of the video: seconds, km/h. */
interface SpeedSample {
  readonly time: number;
  readonly speed: number;
}

/** The vehicle's speed in km/h: constant, or samples in the order of their times. */
type VehicleSpeed = number | readonly SpeedSample[];

/** The options as the session takes them. Plain data. */
export interface DriverSettings {
  readonly thresholds?: DriverProfile;
  readonly vehicleSpeed?: VehicleSpeed;
  readonly seat?: SeatRegion;
}

/** Cabins by name: with the wheel on the left, and "-mirrored" with the wheel on the right. */
const CABINS: readonly Cabin[] = Object.values(cabins).flatMap((cabin) => [
  cabin,
  mirroredCabin(cabin),
]);

/** Adds the options to a command. */
export function addDriverOptions(command: Command): Command {
  const names = Object.keys(profiles).join(", ");
  return command
    .option("--profile <p>", `thresholds of the driver's state: ${names}, or a JSON file`)
    .option(
      "--cabin <c>",
      `where the camera is, and what lies where: ${CABINS.map(({ name }) => name).join(", ")}, or a JSON file`,
    )
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
  cabin,
  speed,
  seat,
}: DriverFlags): Promise<DriverSettings> {
  return {
    thresholds: await readThresholds(profile, cabin),
    vehicleSpeed: speed === undefined ? undefined : await readSpeed(speed),
    seat,
  };
}

async function readThresholds(
  profile: string | undefined,
  cabin: string | undefined,
): Promise<DriverProfile | undefined> {
  const read = profile === undefined ? undefined : await readProfile(profile);
  return cabin === undefined
    ? read
    : { ...(read ?? profiles.default), cabin: await readCabin(cabin) };
}

async function readCabin(name: string): Promise<Cabin> {
  const known = CABINS.find((cabin) => cabin.name === name);
  if (known) return known;
  const names = CABINS.map((cabin) => cabin.name).join(", ");
  const text = await readText(name, `is neither a cabin of Vigil (${names}) nor a readable file`);
  try {
    return parseCabin(JSON.parse(text));
  } catch (cause) {
    throw new UsageError(`${name}: ${errorMessage(cause)}`, { cause });
  }
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

const SPEED_COLUMNS = ["timestamp", "speed"];

async function readSpeed(given: string): Promise<VehicleSpeed> {
  const constant = Number(given);
  if (given.trim() !== "" && constant >= 0 && Number.isFinite(constant)) return constant;
  const text = await readText(given, "is neither a speed in km/h nor a file that can be read");
  return parseSpeeds(text, given);
}

/**
 * Reads a table with the columns timestamp and speed; others are ignored.
 *
 * @param name the table's name in errors.
 * @throws {UsageError} naming the first line that is not a time and a speed, or not later than the previous one.
 */
export function parseSpeeds(text: string, name: string): SpeedSample[] {
  const table = csvTableOf(text, name);
  const columns = columnsOf(table.header, SPEED_COLUMNS);
  if (columns === undefined) {
    throw new UsageError(`${name} must begin with the line "timestamp,speed" (seconds, km/h).`);
  }
  if (table.rows.length === 0) throw new UsageError(`${name} holds no speed, only its header.`);
  const rows = table.rows.map(({ cells, line, text }) => {
    const [time = Number.NaN, speed = Number.NaN] = columns.map((k) =>
      numberInCell(cells[k], table),
    );
    const known = Number.isFinite(time) && speed >= 0 && Number.isFinite(speed);
    if (!known || cells.length > table.header.length) {
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
  return rows.map(({ time, speed }) => ({ time, speed }));
}

function csvTableOf(text: string, name: string): CsvTable {
  try {
    return readCsvTable(text, SPEED_COLUMNS);
  } catch (cause) {
    throw new UsageError(`${name}: ${errorMessage(cause)}`, { cause });
  }
}

/** The speed at a time, km/h: that of the last sample at or before it; undefined before the first. */
export function speedAt(speed: VehicleSpeed | undefined, timestamp: number): number | undefined {
  if (speed === undefined || typeof speed === "number") return speed;
  // Binary search for the last sample at or before the time.
  let [from, to] = [0, speed.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (speed[middle].time <= timestamp) from = middle + 1;
    else to = middle;
  }
  return speed[from - 1]?.speed;
}

async function readText(path: string, otherwise: string): Promise<string> {
  try {
    return decodeText(await readFile(path));
  } catch (cause) {
    throw new UsageError(`${path} ${otherwise}.`, { cause });
  }
}

/** @throws {InvalidArgumentError} unless it is left, top, right and bottom as shares. */
export function seatRegion(text: string): SeatRegion {
  const [left, top, right, bottom, ...more] = text
    .split(",")
    .map((share) => (share.trim() === "" ? Number.NaN : Number(share)));
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
