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
  stop: z.custom<AbortSignal>(
    (value) => value instanceof EventTarget && "aborted" in value,
    mustBe("an AbortSignal"),
  ),
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
