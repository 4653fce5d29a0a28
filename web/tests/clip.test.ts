import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseGroundTruth } from "../../drives/groundTruthFile.ts";
import { parseEvents } from "../../src/formats/eventsJson.ts";
import { parseJsonLines } from "../../src/formats/jsonLines.ts";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { matchEvents } from "../../training/metrics/matchEvents.ts";
import { PAGE } from "./buildPage.ts";
import {
  downloadText,
  type OpenedPage,
  openPage,
  openTab,
  waitForFaces,
  waitForSample,
} from "./openedPage.ts";

/** Frames of the clip: 31 s at 12 frames a second. */
const FRAMES = 372;
/** A busy machine takes seconds for a frame. */
const TIMEOUT = 1_800_000;

describe.skipIf(CHROMIUM === undefined)(inChromium("the sample clip"), () => {
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    opened = await openPage(PAGE, { settings: { recordVideo: false } });
    page = opened.page;
    await waitForSample(page);
  });

  afterAll(() => opened?.close());

  test(
    "is analysed frame by frame, and its events are found at their times",
    async () => {
      await page.getByRole("button", { name: "Record" }).click();
      await page.getByRole("button", { name: "Analyse every frame" }).click();
      const progress = page.getByRole("progressbar", { name: "Analysing every frame" });
      await progress.waitFor();
      await progress.waitFor({ state: "detached", timeout: TIMEOUT });
      await openTab(page, "Sessions");

      // The part that was recorded while the clip played is an older session.
      const { frames, end } = parseJsonLines(await downloadText(page, "JSON Lines"));
      expect(frames).toHaveLength(FRAMES);
      expect(end?.frames).toBe(FRAMES);
      frames.forEach(({ frame }, k) => {
        expect(frame.index).toBe(k);
        expect(frame.timestamp).toBeCloseTo(k / 12, 2);
      });

      const expected = parseGroundTruth(await readFile("samples/driver-clip.truth.json", "utf8"));
      const { events } = parseEvents(await downloadText(page, "Events"));
      const { missed, falsePositives, pairs } = matchEvents(expected.events, events);
      expect(falsePositives).toEqual([]);
      // Blinks behind sunglasses are not visible. One of the others may be missed.
      const seen = missed.filter(({ visible }) => visible > 0);
      expect(seen.filter(({ kind }) => kind !== "blink")).toEqual([]);
      expect(seen.length).toBeLessThan(2);
      for (const { truth: happened, found } of pairs) {
        // A hand hides most of the yawn, and the sunglasses take a moment to reach the eyes.
        const near = ["yawn", "view-degraded"].includes(found.kind) ? 1.5 : 0.25;
        expect(Math.abs(found.start - happened.start), found.kind).toBeLessThan(near);
      }
    },
    TIMEOUT,
  );

  test("shows stored results when an event is clicked", async () => {
    await openTab(page, "Drive");
    await page.getByRole("button", { name: /Microsleep/ }).click();
    await expect.poll(position, { timeout: 60_000 }).toBeCloseTo(26, 0);
    // Going back loses no later events.
    await page.getByRole("button", { name: /Yawn/ }).click();
    await expect.poll(position, { timeout: 60_000 }).toBeLessThan(12);
    await waitForFaces(page);
    await page.getByRole("button", { name: /Microsleep/ }).waitFor();
  });

  async function position(): Promise<number> {
    return Number(await page.getByRole("slider", { name: "Position" }).inputValue());
  }
});
