// What grows while the networks run in the page: every frame of the sample clip is analysed, again and again, and
// memory is read on the way.

import { readFile } from "node:fs/promises";
import type { Browser, CDPSession, Page } from "playwright-core";
import { heapCollected, shareDone } from "../web/tests/hour.ts";
import { waitForFaces } from "../web/tests/openedPage.ts";

/** One analysis of the clip may take so long on a busy machine, milliseconds. */
const PATIENCE = 3_600_000;

/** With this, collection can be asked for in workers too. */
export const COLLECTABLE = "--js-flags=--expose-gc";

/** How many times memory is read while the clip is analysed once: of its 372 frames, every 62. */
const READINGS = 6;

export interface MemoryReading {
  /** How often the clip was analysed, the present time with its share. */
  readonly rounds: number;
  /** Bytes of the page's script memory after collection. */
  readonly script: number;
  /**
   * Bytes of main memory that the process of page and worker takes, before and after collection in both; null where the
   * system does not tell.
   */
  readonly uncollected: number | null;
  readonly resident: number | null;
}

/** Analyses the sample clip so many times. @param browser started with `COLLECTABLE`. */
export async function* watchNetworks(
  browser: Browser,
  page: Page,
  rounds: number,
): AsyncGenerator<MemoryReading> {
  page.setDefaultTimeout(PATIENCE);
  await waitForFaces(page);
  const devtools = await page.context().newCDPSession(page);
  const whole = await browser.newBrowserCDPSession();
  for (let round = 0; round < rounds; round++) {
    // The page opens it by itself at first; opened again just then, what was begun on the first would be broken off.
    if (round > 0) await page.getByRole("button", { name: "Sample" }).click();
    await page.getByRole("button", { name: "Analyse every frame" }).click();
    await page.getByRole("progressbar", { name: "Analysing every frame" }).waitFor();
    for (let reading = 1; reading <= READINGS; reading++) {
      const share = reading / READINGS;
      while ((await shareDone(page)) < share) await page.waitForTimeout(100);
      const uncollected = await residentMemory(whole);
      const script = await heapCollected(devtools);
      await collectWorker(page);
      yield { rounds: round + share, script, uncollected, resident: await residentMemory(whole) };
    }
  }
}

/** Collects what the page's own worker no longer needs; those of the networks' threads wait, and answer nothing. */
export async function collectWorker(page: Page): Promise<void> {
  await page.workers()[0]?.evaluate("gc()");
}

/** Of the browser's processes for pages the largest is the page's own: it keeps a spare one for the next page. */
export async function residentMemory(devtools: CDPSession): Promise<number | null> {
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  const sizes = await Promise.all(
    pages.map(async ({ id }) => {
      const status = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
      return 1024 * Number(/^Rss:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    }),
  );
  return Math.max(0, ...sizes) || null;
}
