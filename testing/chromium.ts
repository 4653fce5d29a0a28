// For tests: the browser in which pages are opened.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Chromium's program, from the environment's CHROMIUM or the usual places; undefined where there is none. */
export const CHROMIUM = [process.env["CHROMIUM"], ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

/** What tests are called that cannot run without it. */
export function inChromium(name: string): string {
  return CHROMIUM === undefined
    ? `${name} (skipped: no Chromium; set CHROMIUM to its program)`
    : name;
}

/** Starts Chromium without traffic of its own. @param flags more of its command line's. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("There is no Chromium here.");
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
