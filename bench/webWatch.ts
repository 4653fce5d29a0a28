// Watching a driver for long: the sample clip, over and over, is the page's camera, and the real networks follow it at the
// machine's own speed. Memory is read on the way; at the end stands whether it still grew.

import type { Browser, Page } from "playwright-core";
import { heapCollected } from "../web/tests/hour.ts";
import { openTab, waitForFaces } from "../web/tests/openedPage.ts";
import { collectWorker, residentMemory } from "./webMemory.ts";

/** How many times memory is read: of an hour, every five minutes. */
const READINGS = 12;

export interface WatchReading {
  /** Minutes since the camera was opened. */
  readonly minutes: number;
  /** Bytes of the page's script memory after collection. */
  readonly script: number;
  /** Bytes that the process of page and worker takes after collection; null where the system does not tell. */
  readonly resident: number | null;
  /** Frames of the camera so far. */
  readonly analysed: number;
  readonly dropped: number;
}

/** Watches for so many minutes. @param browser started with `COLLECTABLE`. @param page its camera shows a driver. */
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

/** A browser that is told of it lets go at once of what it only keeps to be faster; milliseconds. */
const LETTING_GO = 3_000;

/** Bytes that the process still takes when the browser was told that memory is short: what is needed, without caches. */
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

/** What grows by less than this share in the second half is called flat. */
const FLAT = 0.05;

/** By how much a quantity still grew in the second half of its readings, on the straight line through them. */
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
