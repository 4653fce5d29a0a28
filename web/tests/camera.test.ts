import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseJsonLines } from "../../src/formats/jsonLines.ts";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { PAGE } from "./buildPage.ts";
import { heapCollected } from "./hour.ts";
import {
  downloadNewest,
  downloadText,
  type OpenedPage,
  openPage,
  openTab,
  removeFolder,
  temporaryFolder,
  waitForFaces,
  writeStillVideo,
} from "./openedPage.ts";

/** A busy machine takes seconds for a frame. */
const TIMEOUT = 1_800_000;

/** Three seconds of recording or more: on a busy machine the clock skips seconds. */
const AFTER_SECONDS = /Stop recording (?!0:0[0-2])/;

describe.skipIf(CHROMIUM === undefined)(inChromium("a camera"), () => {
  let opened: OpenedPage;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    opened = await openPage(PAGE, { camera: await writeStillVideo(folder) });
    page = opened.page;
    await waitForFaces(page);
    await page.getByRole("button", { name: "Camera" }).click();
  });

  afterAll(async () => {
    await opened?.close();
    await removeFolder(folder);
  });

  test("shows live frames and finds the driver's face", async () => {
    await page.getByText("Live").waitFor();
    await waitForFaces(page);
    await page.getByText("Calibrating").first().waitFor();
  });

  test("that repeats one image is reported: nothing is known of the driver", async () => {
    // The test's camera shows a still image, as one that is frozen does.
    await page.getByText(/No new image for \d+ s/).waitFor();
    expect(await page.getByText("Attentive").count()).toBe(0);
  });

  test("is recorded: the files parse, and the session opens again", async () => {
    await page.getByRole("button", { name: "Record" }).click();
    await page.getByRole("button", { name: AFTER_SECONDS }).click();
    await openTab(page, "Sessions");

    const lines = parseJsonLines(await downloadText(page, "JSON Lines"));
    expect(lines.notes).toEqual([]);
    expect(lines.frames.length).toBeGreaterThan(1);
    expect(lines.end?.frames).toBe(lines.frames.length);
    expect(lines.frames.every(({ frame }) => frame.faces.length === 1)).toBe(true);

    const table = (await downloadText(page, "CSV")).trimEnd().split("\n");
    expect(table).toHaveLength(lines.frames.length + 1);
    expect(table[0]).toMatch(/^frame,.*,x_67,/);

    expect(await downloadText(page, "WebVTT")).toMatch(/^WEBVTT\n/);
    const events: unknown = JSON.parse(await downloadText(page, "Events"));
    expect(events).toHaveProperty("events");
    // EBML, which WebM begins with.
    expect((await downloadNewest(page, "Video")).subarray(0, 4).toString("hex")).toBe("1a45dfa3");

    await page.getByRole("button", { name: "Open", exact: true }).click();
    await waitForFaces(page);
    await page.getByRole("slider", { name: "Position" }).waitFor();
  });

  test(
    "runs without growing memory",
    async () => {
      await page.getByRole("button", { name: "Camera" }).click();
      await openTab(page, "Under the hood");
      const devtools = await page.context().newCDPSession(page);
      const analysed = async (count: number): Promise<number> => {
        await page.waitForFunction(
          (wanted) => {
            const terms = [...document.querySelectorAll("dt")];
            const term = terms.find(({ textContent }) => textContent === "Frames analysed");
            return Number(term?.nextElementSibling?.textContent) >= wanted;
          },
          count,
          { timeout: TIMEOUT / 2 },
        );
        return heapCollected(devtools);
      };
      const early = await analysed(12);
      const late = await analysed(48);
      // One frame's pixels are 1.2 MB: leaking one in three would show.
      expect(late - early).toBeLessThan(10e6);
    },
    TIMEOUT,
  );
});

test.skipIf(CHROMIUM === undefined)(
  inChromium("a camera that is open and sends no image is reported"),
  async () => {
    const opened = await openPage(PAGE, {
      scripted: true,
      before: () => {
        navigator.mediaDevices.getUserMedia = async () =>
          document.createElement("canvas").captureStream(0);
      },
    });
    try {
      await opened.page.getByRole("button", { name: "Camera" }).click();
      await opened.page.getByText(/No new image for \d+ s|The camera sends no images/).waitFor();
    } finally {
      await opened.close();
    }
  },
  TIMEOUT,
);
