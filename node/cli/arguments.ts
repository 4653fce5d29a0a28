// What a command is given: option values parsed, and errors that are the caller's to mend.

import { InvalidArgumentError } from "commander";
import { UsageError } from "./errors.ts";

/** A whole number from 0 to 999,999,999. @throws {InvalidArgumentError} for anything else. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** Waits for something the command was told to read; when that fails, it is the caller's to mend. */
export function orUsageError<Value>(reading: Promise<Value>): Promise<Value> {
  return reading.catch((cause: unknown) => {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  });
}
