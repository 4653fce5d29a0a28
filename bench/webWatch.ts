// Watches a camera for a long time and measures whether memory grows. The camera repeats the sample clip; the networks run at
// the machine's speed.

import type { Browser, Page } from "playwright-core";
import { heapCollected } from "../web/tests/hour.ts";
import { openTab, waitForFaces } from "../web/tests/openedPage.ts";
import { collectWorker, residentMemory } from "./webMemory.ts";

/** Number of readings: in an hour, one every five minutes. */
const READINGS = 12;

export interface WatchReading {
  /** Minutes since the camera was opened. */
  readonly minutes: number;
  /** Bytes of the page's script memory after collection. */
  readonly script: number;
  /** Resident bytes of the process of page and worker after collection; null where the system does not report them. */
  readonly resident: number | null;
  /** Frames of the camera so far. */
  readonly analysed: number;
  readonly dropped: number;
}

/** Watches for some minutes. @param browser started with `COLLECTABLE`. @param page one whose camera shows a driver. */
export async function* watchFor(
  browser: Browser,
  page: Page,
  minutes: number,
): AsyncGenerator<WatchReading> {
  await waitForFaces(page);
  const devtools = await page.context().newCDPSession(page);
  const whole = await browser.newBrowserCDPSession();
  await page.getByRole("button", { name: "Camera" }).click();
  await page.getByText("Live").waitFor();
  const began = Date.now();
  for (let reading = 1; reading <= READINGS; reading++) {
    const due = began + (60_000 * minutes * reading) / READINGS;
    await page.waitForTimeout(Math.max(0, due - Date.now()));
    const script = await heapCollected(devtools);
    await collectWorker(page);
    const resident = await residentMemory(whole);
    await openTab(page, "Under the hood");
    const analysed = await fact(page, "Frames analysed");
    const dropped = await fact(page, "Frames dropped");
    await openTab(page, "Drive");
    yield { minutes: (Date.now() - began) / 60_000, script, resident, analysed, dropped };
  }
}

/** A browser drops its caches within this time after memory pressure, milliseconds. */
const LETTING_GO = 3_000;

/** Resident bytes of the process after simulated memory pressure: what is needed without caches. */
export async function residentWhenShort(browser: Browser): Promise<number | null> {
  const whole = await browser.newBrowserCDPSession();
  await whole.send("Memory.simulatePressureNotification", { level: "critical" });
  await new Promise((resolve) => setTimeout(resolve, LETTING_GO));
  return residentMemory(whole);
}

async function fact(page: Page, name: string): Promise<number> {
  const row = page.locator("main dl > div").filter({ hasText: name });
  return Number(await row.locator("dd").textContent());
}

/** Growth by less than this share in the second half counts as flat. */
const FLAT = 0.05;

/** The growth in the second half of the readings, on the straight line fitted to them. */
export function lateGrowth(values: readonly number[]): { bytes: number; flat: boolean } {
  const late = values.slice(Math.floor(values.length / 2));
  const middle = (late.length - 1) / 2;
  const mean = late.reduce((sum, value) => sum + value, 0) / late.length;
  let [along, size] = [0, 0];
  for (const [k, value] of late.entries()) {
    along += (k - middle) * (value - mean);
    size += (k - middle) ** 2;
  }
  const bytes = size === 0 ? 0 : (along / size) * (late.length - 1);
  return { bytes, flat: bytes < FLAT * mean };
}
