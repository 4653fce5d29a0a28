// Analyses a long video at the page's own speed and reads its script memory.

import type { CDPSession, Page } from "playwright-core";

export interface LongRun {
  /** Bytes of script memory after collection, after each fifth of the video. */
  readonly heap: readonly number[];
  readonly frames: number;
  readonly milliseconds: number;
}

/** Number of memory readings. */
const READINGS = 5;

/**
 * Opens a video in a page with the scripted worker, records it and analyses every frame of it.
 *
 * @param timeout the longest time for all of it, milliseconds.
 */
export async function watchLongVideo(page: Page, video: string, timeout: number): Promise<LongRun> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  await page.locator("input[data-file=video]").setInputFiles(video);
  await page.getByRole("button", { name: "Video", pressed: true }).waitFor();
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await page.getByRole("button", { name: "Analyse every frame" }).click();
  const began = Date.now();
  const progress = page.getByRole("progressbar", { name: "Analysing every frame" });
  await progress.waitFor();
  const heap: number[] = [];
  for (let reading = 1; reading <= READINGS; reading++) {
    const share = reading === READINGS ? 0.98 : reading / READINGS;
    while ((await shareDone(page)) < share) await page.waitForTimeout(100);
    heap.push(await heapCollected(devtools));
  }
  await progress.waitFor({ state: "detached", timeout });
  const milliseconds = Date.now() - began;
  await page.getByRole("navigation").getByRole("button", { name: "Sessions" }).click();
  const facts = await page
    .getByText(/\d+ frames, /)
    .first()
    .textContent();
  return { heap, frames: Number(/(\d+) frames/.exec(facts ?? "")?.[1]), milliseconds };
}

/** Bytes of the page's script memory after garbage collection. */
export async function heapCollected(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await devtools.send("Runtime.getHeapUsage")) as { usedSize: number };
  return usedSize;
}

/** The analysed share of the video, from the player's text "4:10 / 1:00:00"; 1 when there is no such text. */
export async function shareDone(page: Page): Promise<number> {
  const [shown] = await page.locator(".progress + .clock").allTextContents();
  const [done = 1, all = 1] = (shown ?? "")
    .split(" / ")
    .map((time) => time.split(":").reduce((sum, part) => 60 * sum + Number(part), 0));
  return shown === undefined ? 1 : done / Math.max(1, all);
}
