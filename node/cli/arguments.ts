// Parsers for option values, with errors that the command line shows as they are.

import { InvalidArgumentError } from "commander";

/** A whole number from 0 to 999,999,999. @throws {InvalidArgumentError} for anything else. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
