// Checks of the options that videos are opened with.

import * as z from "zod";
import {
  anyTime,
  callback,
  check,
  count,
  mustBe,
  optionsSchema,
  positive,
} from "../../src/options.ts";

/** By its fields: a signal of another realm, such as a test runner's, is no instance of this one's. */
export const abortSignal = z.custom<AbortSignal>(
  (value) =>
    typeof value === "object" && value !== null && "aborted" in value && "onabort" in value,
  mustBe("an AbortSignal"),
);

const readingFields = {
  fps: positive,
  maxSide: count,
  threads: count,
  start: anyTime,
  end: anyTime,
  frameRate: positive,
  timeout: positive,
  onWarning: callback,
  onDamage: callback,
  onSilence: callback,
  clock: callback,
  stop: abortSignal,
};

const readingSchema = optionsSchema(readingFields).refine(
  ({ start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY }) =>
    Number(start) < Number(end),
  { error: "end must be after start" },
);

/** @throws {RangeError} naming the first malformed option. */
export function checkReading<Options>(options: Options): Options {
  return check(readingSchema, options, "The video's option");
}
