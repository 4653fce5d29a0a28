// The browser that the page is tested in.

import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Chromium's program, from the environment's CHROMIUM or the usual places; undefined where there is none. */
export const CHROMIUM = [process.env["CHROMIUM"], ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

/** What a group of tests is called, saying so where they cannot run. */
export function inChromium(name: string): string {
  return CHROMIUM === undefined
    ? `${name} (skipped: no Chromium; set CHROMIUM to its program)`
    : name;
}

/** Starts Chromium without its own traffic. */
export async function launch(flags: readonly string[] = []): Promise<Browser> {
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

/** Waits until the stage says that it shows so many faces. */
export async function waitForFaces(page: Page, words: RegExp = /One face/): Promise<void> {
  await page.getByRole("img", { name: words }).waitFor({ timeout: 180_000 });
}
