import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { PAGE } from "./buildPage.ts";
import { type OpenedPage, openPage, openTab, waitForFaces } from "./openedPage.ts";

describe.skipIf(CHROMIUM === undefined)(inChromium("the page on a plain web server"), () => {
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    // There is a camera, but no permission.
    opened = await openPage(PAGE, {
      isolated: false,
      flags: ["--use-fake-device-for-media-stream"],
    });
    page = opened.page;
  });

  afterAll(() => opened?.close());

  test("works with one thread and shows that it is not isolated", async () => {
    await waitForFaces(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await openTab(page, "Under the hood");
    await page.getByText("no isolation headers").waitFor();
    await openTab(page, "Drive");
  });

  test("shows that the camera was refused", async () => {
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByRole("alert").getByText("The camera was refused").waitFor();
  });

  // Chromium cannot lose its fake camera, so its error for a missing camera is simulated.
  test("shows that there is no camera, and opens other sources", async () => {
    await page.evaluate(() => {
      const absent = new DOMException("Requested device not found", "NotFoundError");
      navigator.mediaDevices.getUserMedia = () => Promise.reject(absent);
    });
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByRole("alert").getByText("No camera found").waitFor();
    await page.getByRole("button", { name: "Sample" }).click();
    await waitForFaces(page);
    expect(await page.getByText("No camera found").count()).toBe(0);
  });

  test("shows that a file is not an image", async () => {
    await page.locator("input[data-file=image]").setInputFiles({
      name: "notes.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.from("not an image"),
    });
    await page.getByRole("alert").getByText("This file cannot be shown").waitFor();
  });
});
