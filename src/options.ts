// Checks of what callers pass: options and inputs of public functions, with errors that name the value.

import * as z from "zod";
import { LANDMARK_COUNT } from "./landmarks/scheme68.ts";

type Issue = { readonly input?: unknown };

/** The error of an invalid value: what is expected, and the start of what was given. */
export const mustBe = (what: string) => ({
  error: ({ input }: Issue) => `must be ${what}, got ${shown(input)}`,
});

/** A value that was given by mistake, for the message. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  // Objects without a prototype cannot become text.
  if (typeof value === "object" && value !== null)
    return Object.prototype.toString.call(value).slice(0, 40);
  return String(value).slice(0, 40);
}

const isPositive = mustBe("a number above 0");
const isCount = mustBe("a whole number from 1 on");
const isShare = mustBe("a number from 0 to 1");
const isAtLeastZero = mustBe("a number at least 0");

/** A finite number. */
export const finite = z.number(mustBe("a finite number"));
/** A finite number above 0. */
export const positive = z.number(isPositive).gt(0, isPositive);
export const atLeastZero = z.number(isAtLeastZero).min(0, isAtLeastZero);
/** A whole number from 1 on. */
export const count = z.number(isCount).int(isCount).min(1, isCount);
/** A whole number, which may be negative. */
export const wholeNumber = z.number(mustBe("a whole number")).int(mustBe("a whole number"));
/** A number from 0 to 1. */
export const share = z.number(isShare).min(0, isShare).max(1, isShare);
/** A number or an infinity, but not NaN. */
export const anyTime = z.custom<number>(
  (value) => typeof value === "number" && !Number.isNaN(value),
  mustBe("a number of seconds"),
);
export const flag = z.boolean(mustBe("true or false"));
export const text = z.string(mustBe("a string"));
export const callback = z.custom<() => void>(
  (value) => typeof value === "function",
  mustBe("a function"),
);

const point = z.object({ x: finite, y: finite }, mustBe("a point with x and y"));
/** The landmarks of a face. */
export const landmarks68 = z
  .array(point, mustBe(`an array of ${LANDMARK_COUNT} landmarks`))
  .length(LANDMARK_COUNT, mustBe(`an array of ${LANDMARK_COUNT} landmarks`));
/** A box that contains something. */
export const filledBox = z.object(
  { x: finite, y: finite, width: positive, height: positive },
  mustBe("a box with x, y, width and height"),
);

/** Bytes: a `Uint8Array`, also of another realm, or Node's `Buffer`. */
export const bytesSchema = z.custom<Uint8Array>(
  (value) => Object.prototype.toString.call(value) === "[object Uint8Array]",
  mustBe("a Uint8Array"),
);

/** One of some words. */
export const oneOf = <const Word extends string>(...words: readonly Word[]) =>
  z.enum(words, mustBe(`one of ${words.map((word) => JSON.stringify(word)).join(", ")}`));

/** An object of options, all of them optional. Options that it does not know are let pass. */
export function optionsSchema<Shape extends z.ZodRawShape>(shape: Shape) {
  const partial = Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, z.optional(schema)]),
  );
  return z.object(partial, mustBe("an object"));
}

/**
 * Checks an argument of a public function, and returns it with the schema's defaults filled in.
 *
 * @throws {RangeError} naming the first wrong value.
 */
export function parsed<Value>(schema: z.ZodType<Value>, value: unknown, of: string): Value {
  check(schema, value, of);
  return schema.parse(value);
}

/**
 * Checks the options of a public function, or another of its arguments, and returns them unchanged.
 *
 * @param of what they are, for the message, such as `analyze's option`.
 * @throws {RangeError} naming the first wrong value.
 */
export function check<Value>(schema: z.ZodType, value: Value, of: string): Value {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) return value;
  const path = z.core.toDotPath(issue.path);
  // Of fields that have no words of their own.
  const problem = issue.message.replace(
    /^.*expected (.+), received (.+)$/,
    "must be of type $1, got $2",
  );
  throw new RangeError(`${of}${path === "" ? "" : ` ${path}`} ${problem}.`);
}
