// Measures the page's memory while the networks run: every frame of the sample clip is analysed several times.

import { readFile } from "node:fs/promises";
import type { Browser, CDPSession, Page } from "playwright-core";
import { heapCollected, shareDone } from "../web/tests/hour.ts";
import { waitForFaces } from "../web/tests/openedPage.ts";

/** Longest time for one analysis of the clip on a busy machine, milliseconds. */
const TIMEOUT = 3_600_000;

/** Chromium's flag that allows garbage collection on request, in workers too. */
export const COLLECTABLE = "--js-flags=--expose-gc";

/** Readings in one analysis of the clip: every 62 of its 372 frames. */
const READINGS = 6;

export interface MemoryReading {
  /** Analyses of the clip so far, the present one as a fraction. */
  readonly rounds: number;
  /** Bytes of the page's script memory after collection. */
  readonly script: number;
  /**
   * Resident bytes of the process of page and worker, before and after collection in both; null where the system does not
   * report them.
   */
  readonly uncollected: number | null;
  readonly resident: number | null;
}

/** Analyses the sample clip several times. @param browser started with `COLLECTABLE`. */
export async function* watchNetworks(
  browser: Browser,
  page: Page,
  rounds: number,
): AsyncGenerator<MemoryReading> {
  page.setDefaultTimeout(TIMEOUT);
  await waitForFaces(page);
  const devtools = await page.context().newCDPSession(page);
  const whole = await browser.newBrowserCDPSession();
  for (let round = 0; round < rounds; round++) {
    // The page opens the sample by itself. Opening it again at once would interrupt that.
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

/** Collects garbage in the page's worker. The workers of the networks' threads are blocked and cannot. */
export async function collectWorker(page: Page): Promise<void> {
  await page.workers()[0]?.evaluate("gc()");
}

/** Resident bytes of the page's process: the largest renderer, because the browser keeps a spare one for the next page. */
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
