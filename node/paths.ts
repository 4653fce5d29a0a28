// Paths that callers give: as text or as `file:` URLs.

import { fileURLToPath } from "node:url";
import { shown } from "../src/options.ts";

/**
 * The path of a file or folder.
 *
 * @param what it is, for the message.
 * @throws {TypeError} when it is neither text nor a `file:` URL.
 */
export function pathOf(given: string | URL, what: string): string {
  // By its fields: a URL of another realm, such as a test runner's, is no instance of this one's.
  const address = typeof given === "object" && given !== null ? given.href : undefined;
  if (address?.startsWith("file:")) return fileURLToPath(address);
  if (typeof given === "string" && given.startsWith("file://")) return fileURLToPath(given);
  if (typeof given === "string" && given !== "") return given;
  throw new TypeError(
    address === undefined
      ? `${what} must be given by its path or a file: URL, got ${shown(given)}.`
      : `${what} is at ${address}, which is no file: URL; it must lie in the file system.`,
  );
}
