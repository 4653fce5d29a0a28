import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import { PAGE } from "./buildPage.ts";
import { openTab, waitForFaces } from "./openedPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(CHROMIUM === undefined)(inChromium("the page"), () => {
  let server: StaticServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const requests: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    server = await serveFolder(PAGE, true);
    browser = await launchChromium();
    context = await browser.newContext({ locale: "en-GB" });
    context.on("request", (request) => requests.push(request.url()));
    page = await context.newPage();
    page.setDefaultTimeout(100_000);
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(server.address);
    await waitForFaces(page);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function openImage(name: string): Promise<void> {
    await openTab(page, "Drive");
    await page.locator("input[data-file=image]").setInputFiles(`samples/${name}.jpg`);
    await page.getByRole("img", { name: "No face found." }).waitFor({ state: "detached" });
    await waitForFaces(page);
  }

  /** The cells of a row of the comparison: before and after the occlusion. */
  async function rowOf(name: string): Promise<readonly string[]> {
    return page.getByRole("row", { name }).getByRole("cell").allTextContents();
  }

  test("analyses a chosen image", async () => {
    await openImage("driver-frontal");
    expect(await page.getByText("Everything in view").isVisible()).toBe(true);
  });

  test("files that make no sense are named as what they are", async () => {
    const choose = async (name: string, buffer: Buffer, title: RegExp): Promise<void> => {
      await openTab(page, "Drive");
      const file = { name, mimeType: "image/png", buffer };
      await page.locator("input[data-file=image]").setInputFiles(file);
      await page.getByText(title).waitFor();
    };
    const narrow = { width: 30_000, height: 1, channels: 3, background: "#678" } as const;
    const wide = await sharp({ create: narrow }).png().toBuffer();
    await choose("wide.png", wide, /No face fits in this image/);
    const tall = await sharp(wide).rotate(90).png().toBuffer();
    await choose("tall.png", tall, /No face fits in this image/);
    await choose("empty.png", Buffer.alloc(0), /This file is empty/);
    const huge = Buffer.from(wide);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    await choose("huge.png", huge, /too large for the browser/);
    await choose("text.png", Buffer.from("hello, I am text"), /This file cannot be shown/);
    await openImage("driver-frontal");
  });

  test("an image that is dropped while the networks load stays when they are loaded", async () => {
    const own = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
    const early = await own.newPage();
    early.setDefaultTimeout(100_000);
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await early.route("**/detector*.onnx", async (route) => {
      await released;
      await route.continue();
    });
    await early.goto(server.address);
    await early.locator("input[data-file=image]").setInputFiles("samples/driver-frontal.jpg");
    const image = early.getByRole("button", { name: "Image", pressed: true });
    await image.waitFor();
    release();
    await waitForFaces(early);
    expect(await image.count()).toBe(1);
    await own.close();
  });

  test("a brush over the mouth hides landmarks, and the mouth can no longer be judged", async () => {
    await openTab(page, "Try occlusion");
    const canvas = page.locator(".trial-canvas");
    await canvas.waitFor();
    const [before] = await rowOf("Landmarks hidden");
    await page.getByRole("button", { name: "Brush" }).click();
    // The mouth's position on the sample, from its ground truth.
    const truth = JSON.parse(readFileSync("samples/driver-frontal.truth.json", "utf8")) as {
      readonly width: number;
      readonly height: number;
      readonly landmarks: readonly (readonly [number, number, number])[];
    };
    const [left, right] = [truth.landmarks[48], truth.landmarks[54]];
    const box = await canvas.boundingBox();
    if (box === null || left === undefined || right === undefined) throw new Error("No mouth.");
    const at = ([x, y]: readonly [number, number, number], dy: number): [number, number] => [
      box.x + (x / truth.width) * box.width,
      box.y + ((y + dy) / truth.height) * box.height,
    ];
    for (const dy of [-12, 0, 12, 24]) {
      await page.mouse.move(...at(left, dy));
      await page.mouse.down();
      await page.mouse.move(...at(right, dy), { steps: 4 });
      await page.mouse.up();
    }
    await page.getByText("Mouth hidden").waitFor();
    expect(Number(before)).toBeLessThan(8);
    // The last stroke may not have been analysed yet.
    const hidden = async (): Promise<number> => Number((await rowOf("Landmarks hidden"))[1]);
    await expect.poll(hidden, { timeout: 60_000 }).toBeGreaterThan(Number(before) + 10);
  });

  test("shows each stack's heat maps", async () => {
    // The network that the page starts with has one stack.
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("combobox", { name: "Landmark network" }).selectOption("small");
    await page.getByRole("button", { name: "Close" }).click();
    await openTab(page, "Heat maps");
    await page.getByRole("button", { name: "2 (the answer)" }).waitFor();
    await page.getByText("Negative: hidden here").waitFor();
    const peaks = async (): Promise<string> => {
      // Two stacks may agree on one landmark to two decimals, hardly on four.
      const words: (string | null)[] = [];
      for (const landmark of ["30", "8", "36", "57"]) {
        await page.getByRole("combobox", { name: "Landmark" }).selectOption(landmark);
        words.push(await page.getByText(/Peak/).textContent());
      }
      return words.join("; ");
    };
    const last = await peaks();
    await page.getByRole("button", { name: "1", exact: true }).click();
    const first = await peaks();
    expect([last, first].map((words) => /Peak \+\d\.\d\d: seen/.test(words ?? ""))).toEqual([
      true,
      true,
    ]);
    expect(first).not.toBe(last);
  });

  test("shows all texts in another language at once", async () => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("combobox", { name: "Language" }).selectOption("zh");
    await page.getByRole("button", { name: "关闭" }).click();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
    for (const tab of ["驾驶", "热图", "试试遮挡", "记录", "运行详情"]) {
      await openTab(page, tab);
      const words = (await page.locator("body").allInnerTexts()).join("\n");
      const english = words.match(/\b(the|face|landmarks?|and|yaw|frames?|eyes?)\b/gi);
      expect(english, tab).toBeNull();
    }
    await page.getByRole("button", { name: "设置" }).click();
    await page.getByRole("combobox", { name: "语言" }).selectOption("en");
    await page.getByRole("button", { name: "Close" }).click();
  });

  test.each(["light", "dark"] as const)("is accessible in every view, %s", async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const tab of ["Drive", "Heat maps", "Try occlusion", "Sessions", "Under the hood"]) {
      await openTab(page, tab);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(
        (): Promise<AxeResults> =>
          (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${id}: ${html}`),
      );
      expect(found, tab).toEqual([]);
    }
  });

  test("works by keyboard: the first stop skips to the content", async () => {
    await openTab(page, "Drive");
    // Focus starts at the top of the page, as after loading.
    await page.evaluate(() => {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
    });
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  });

  test("works without a network after the first visit", async () => {
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active === null) throw new Error("No service worker took over.");
    });
    await server.close();
    await page.reload();
    await waitForFaces(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  test("sends requests only to its own server, and no error occurs", () => {
    expect(requests.length).toBeGreaterThan(10);
    const elsewhere = requests.filter(
      (url) => !url.startsWith(server.address) && !/^(blob|data):/.test(url),
    );
    expect(elsewhere).toEqual([]);
    expect(errors).toEqual([]);
  });
});
