import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseJsonLines } from "../../src/formats/jsonLines.ts";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { PAGE } from "./buildPage.ts";
import {
  downloadText,
  type OpenedPage,
  openPage,
  openTab,
  removeFolder,
  temporaryFolder,
  waitForSample,
} from "./openedPage.ts";
import { LIVE_WEBM, MP4, type VideoForm, WEBM, writeForm, writeSilence } from "./videos.ts";

const FRAMES = 36;

/** Unusual videos by their file names, with their lengths in seconds. */
const FORMS: Readonly<Record<string, VideoForm & { readonly seconds: number }>> = {
  "turned.mp4": { format: MP4, rotation: 90, seconds: 3 },
  "live.webm": { format: LIVE_WEBM, seconds: 3 },
  "late.webm": { format: WEBM, timeOf: (k) => 5 + k / 12, seconds: 8 },
  "variable.mp4": { format: MP4, timeOf: (k) => (k / 12) ** 1.3, seconds: 3 ** 1.3 },
};

describe.skipIf(CHROMIUM === undefined)(inChromium("an unusual video"), () => {
  let opened: OpenedPage;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    opened = await openPage(PAGE, { scripted: true, settings: { recordVideo: false } });
    page = opened.page;
    await waitForSample(page);
  });

  afterAll(async () => {
    await opened?.close();
    await removeFolder(folder);
  });

  async function open(name: string): Promise<void> {
    await openTab(page, "Drive");
    await page.locator("input[data-file=video]").setInputFiles(join(folder, name));
  }

  /** Analyses every frame of the open video. @returns the times of the recorded frames. */
  async function analyseEvery(): Promise<readonly number[]> {
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.getByRole("button", { name: "Analyse every frame" }).click();
    // Afterwards nothing can be recorded.
    const record = page.getByRole("button", { name: /^(Record|Stop recording)/ });
    await record.waitFor({ state: "detached" });
    await openTab(page, "Sessions");
    const { frames } = parseJsonLines(await downloadText(page, "JSON Lines"));
    return frames.map(({ frame }) => frame.timestamp);
  }

  test.each(Object.keys(FORMS))(
    "%s is played and analysed, each frame at its time",
    async (name) => {
      const form = FORMS[name];
      if (form === undefined) throw new Error("No such video.");
      await writeForm(join(folder, name), FRAMES, form);
      await open(name);
      // The length is known from the start, so every position can be reached.
      const slider = page.getByRole("slider", { name: "Position" });
      await slider.waitFor();
      await page.getByRole("button", { name: "Video", pressed: true }).waitFor();
      expect(Number(await slider.getAttribute("max"))).toBeCloseTo(form.seconds, 0);
      const stage = page.locator("canvas.stage-canvas:not([hidden])");
      await stage.waitFor();
      const upright = await stage.evaluate(
        (canvas: HTMLCanvasElement) => canvas.height > canvas.width,
      );
      expect(upright).toBe(form.rotation === 90);

      const times = await analyseEvery();
      expect(times).toHaveLength(FRAMES);
      const { timeOf = (k: number) => k / 12 } = form;
      times.forEach((time, k) => {
        expect(time).toBeCloseTo(timeOf(k), 2);
      });
    },
  );

  test.each([
    ["short.mp4", MP4],
    ["short.webm", WEBM],
    ["short-live.webm", LIVE_WEBM],
  ])("%s, a truncated file, is analysed to its end", async (name, format) => {
    await writeForm(join(folder, name), FRAMES, { format, share: 0.5 });
    await open(name);
    await page.getByRole("button", { name: "Video", pressed: true }).waitFor();
    const times = await analyseEvery();
    expect(times.length).toBeGreaterThan(FRAMES / 4);
    expect(times.length).toBeLessThan(FRAMES);
    await openTab(page, "Drive");
    await page.getByText(/The video breaks off at 0:01/).waitFor();
  });

  test.each(["silence.webm", "notes.mp4"])("%s, which has no video, is refused", async (name) => {
    if (name === "silence.webm") await writeSilence(join(folder, name));
    else await writeFile(join(folder, name), "not a video");
    await open(name);
    await page.getByRole("alert").getByText("This file cannot be shown").waitFor();
  });
});
