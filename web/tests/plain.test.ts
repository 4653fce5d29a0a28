import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launch, waitForFaces } from "./browser.ts";
import { PAGE } from "./buildPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

describe.skipIf(CHROMIUM === undefined)(inChromium("the page on a plain web server"), () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await serveFolder(PAGE, false);
    // There is a camera, but nobody allows it.
    browser = await launch(["--use-fake-device-for-media-stream"]);
    const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
    page = await context.newPage();
    page.setDefaultTimeout(110_000);
    await page.goto(server.address);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("works with a single thread where no headers isolate it, and says so", async () => {
    await waitForFaces(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.getByRole("navigation").getByRole("button", { name: "Under the hood" }).click();
    await page.getByText("no isolation headers").waitFor();
    await page.getByRole("navigation").getByRole("button", { name: "Drive" }).click();
  });

  test("says plainly that the camera was refused", async () => {
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByRole("alert").getByText("The camera was refused").waitFor();
  });

  // Chromium cannot lose its camera half-way; what it answers without one is put in its place.
  test("says plainly that there is none, and goes on with other sources", async () => {
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

  test("says plainly that a file is no picture", async () => {
    await page.locator("input[data-file=picture]").setInputFiles({
      name: "notes.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.from("not a picture"),
    });
    await page.getByRole("alert").getByText("This file cannot be shown").waitFor();
  });
});
