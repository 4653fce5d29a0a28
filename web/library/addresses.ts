// Addresses of files in folders that the caller names.

import * as z from "zod";
import { mustBe } from "../../src/options.ts";

/** An address, as text or as a `URL`. */
export const addressSchema = z.custom<string | URL>(
  (value) =>
    (typeof value === "string" && value !== "") ||
    Object.prototype.toString.call(value) === "[object URL]",
  mustBe("the address of a folder, text or a URL"),
);

/**
 * The address of a file in a folder, which may be relative to the page or worker and need not end in "/".
 *
 * @param option the name of the option that gives the folder, for the message.
 * @throws {TypeError} when the folder is no address.
 */
export function fileIn(folder: string | URL, name: string, option: string): string {
  const base = globalThis.location?.href;
  let address: URL;
  try {
    address = new URL(folder, base);
  } catch (cause) {
    throw new TypeError(
      `The option "${option}" is ${JSON.stringify(String(folder))}, which is no address relative to ${base ?? "nothing"}: ` +
        "give the whole address, from https:// on.",
      { cause },
    );
  }
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  return new URL(name, address).href;
}
