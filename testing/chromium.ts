// For tests: the Chromium in which pages are opened.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const USUAL_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of Chromium: the environment variable CHROMIUM, or one of the usual paths; undefined where none exists. */
export const CHROMIUM = [process.env["CHROMIUM"], ...USUAL_PATHS].find(
  (path) => path !== undefined && existsSync(path),
);

/** The title of a test that needs Chromium; without Chromium the title says that it is skipped. */
export function inChromium(name: string): string {
  return CHROMIUM === undefined
    ? `${name} (skipped: no Chromium; set CHROMIUM to its program)`
    : name;
}

/** Starts Chromium without background network traffic. @param flags further command-line flags. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("No Chromium was found.");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...flags,
    ],
  });
}
