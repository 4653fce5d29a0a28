// Parsers of option values, and errors of the caller.

import { InvalidArgumentError } from "commander";
import { errorMessage } from "../../src/errorMessage.ts";
import { UsageError } from "./errors.ts";

/** A whole number from 0 to 999,999,999. @throws {InvalidArgumentError} for anything else. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** Turns the failure to read an input that the caller named into a `UsageError`. */
export function orUsageError<Value>(reading: Promise<Value>): Promise<Value> {
  return reading.catch((cause: unknown) => {
    throw new UsageError(errorMessage(cause), { cause });
  });
}

/** A whole number from 1 up. @throws {InvalidArgumentError} for anything else. */
export function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a whole number from 1 up.");
}

/** A number from 0 to 1. @throws {InvalidArgumentError} for anything else. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 1.");
}

/** A number above 0. @throws {InvalidArgumentError} for anything else. */
export function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** A number from 0 up. @throws {InvalidArgumentError} for anything else. */
export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number from 0 up.");
}

/** Several values with commas between them. @returns a parser that refuses what `parse` refuses. */
export function listOf(parse: (text: string) => number): (text: string) => number[] {
  return (text) => text.split(",").map(parse);
}

/** A length of time such as 1h, 30min, 90s, or seconds. @throws {InvalidArgumentError} unless it is at least a second. */
export function duration(text: string): number {
  const [, amount = "", unit = "s"] = /^(\d+(?:\.\d+)?) ?(h|min|m|s)?$/.exec(text.trim()) ?? [];
  const length = Number(amount) * (unit === "h" ? 3600 : unit === "s" ? 1 : 60);
  if (amount !== "" && length >= 1) return length;
  throw new InvalidArgumentError(
    "It must be a length of at least a second, such as 1h, 30min or 90s.",
  );
}

/** The size of frames. @throws {InvalidArgumentError} for anything else. */
export function frameSize(text: string): string {
  if (/^\d+x\d+$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a width and a height, such as 640x480.");
}

/** Seconds, or hours, minutes and seconds as 1:02:03.5. @throws {InvalidArgumentError} for anything else. */
export function seconds(text: string): number {
  if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text)) {
    throw new InvalidArgumentError("It must be seconds, or a time such as 1:02:03.5.");
  }
  const parts = text.split(":").map(Number);
  if (parts.slice(1).some((part) => part >= 60)) {
    throw new InvalidArgumentError("Minutes and seconds after a colon must be below 60.");
  }
  return parts.reduce((sum, part) => 60 * sum + part, 0);
}
