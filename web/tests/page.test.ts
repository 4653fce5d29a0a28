import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launch, waitForFaces } from "./browser.ts";
import { PAGE } from "./buildPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

describe.skipIf(CHROMIUM === undefined)(inChromium("the page"), () => {
  let server: StaticServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const requests: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    server = await serveFolder(PAGE, true);
    browser = await launch();
    context = await browser.newContext({ locale: "en-GB" });
    context.on("request", (request) => requests.push(request.url()));
    page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(server.address);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("opens with the sample and finds its face", async () => {
    await waitForFaces(page);
    expect(errors).toEqual([]);
  });

  test("asks nobody but its own server", async () => {
    expect(requests.length).toBeGreaterThan(10);
    const elsewhere = requests.filter(
      (url) => !url.startsWith(server.address) && !/^(blob|data):/.test(url),
    );
    expect(elsewhere).toEqual([]);
  });
});
