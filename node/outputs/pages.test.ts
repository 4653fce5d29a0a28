// The written report and subtitles as a browser takes them.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportHtml } from "../../src/formats/reportHtml.ts";
import { webVtt } from "../../src/formats/webVtt.ts";
import { CHROMIUM, inChromium, launchChromium } from "../../testing/chromium.ts";
import { exampleReport } from "../../testing/exampleReport.ts";

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-pages-"));
  if (CHROMIUM !== undefined) browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface OpenedReport {
  readonly page: Page;
  /** Errors, warnings and requests other than for the file itself. */
  readonly incidents: readonly string[];
}

async function open(html: string, options = {}): Promise<OpenedReport> {
  const file = join(folder, "report.html");
  await writeFile(file, html);
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  const incidents: string[] = [];
  const address = pathToFileURL(file).href;
  page.on("console", (message) => incidents.push(message.text()));
  page.on("pageerror", (error) => incidents.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) {
      incidents.push(request.url());
    }
  });
  await page.goto(address);
  return { page, incidents };
}

describe.skipIf(CHROMIUM === undefined)(inChromium("in Chromium"), () => {
  test("the report opens without an error or a request, and the pointer reads values", async () => {
    const { page, incidents } = await open(reportHtml(exampleReport({ seconds: 120 })));
    const box = await page.locator(".measure .plot").first().boundingBox();
    if (!box) throw new Error("There are plots.");
    const at = async (seconds: number): Promise<void> =>
      page.mouse.move(box.x + (box.width * seconds) / 120, box.y + 10);
    const closure = page.locator("output[data-plot='0']");
    await at(72);
    expect(await closure.textContent()).toBe("100 %");
    expect(await page.locator(".at").textContent()).toMatch(/^1:(11\.9|12\.0)\d · Microsleep$/);
    await at(58);
    expect(await closure.textContent()).toBe("unknown");
    await at(104);
    expect(await page.locator("output[data-plot='3']").textContent()).toBe("unknown");
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test("keys move, zoom and announce the values to a screen reader", async () => {
    const { page, incidents } = await open(reportHtml(exampleReport({ seconds: 120 })));
    const slider = page.getByRole("slider", { name: "Time" });
    await slider.focus();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowRight");
    expect(Number(await slider.getAttribute("aria-valuenow"))).toBeCloseTo(12.6, 1);
    expect(await slider.getAttribute("aria-valuetext")).toMatch(/^0:12\.6.*Eye closure \d+ %/);
    await page.keyboard.press("+");
    const range = Number(await slider.getAttribute("aria-valuemax"));
    expect(range - Number(await slider.getAttribute("aria-valuemin"))).toBeCloseTo(60, 0);
    await page.keyboard.press("Escape");
    expect(Number(await slider.getAttribute("aria-valuemax"))).toBeCloseTo(119.97, 1);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test("an event's time goes to its place, and the lane back to its row", async () => {
    const { page } = await open(reportHtml(exampleReport({ seconds: 120 })));
    await page.getByRole("button", { name: "1:11.0" }).click();
    const slider = page.getByRole("slider", { name: "Time" });
    expect(Number(await slider.getAttribute("aria-valuemin"))).toBeCloseTo(66, 0);
    expect(Number(await slider.getAttribute("aria-valuemax"))).toBeCloseTo(77.6, 0);
    expect(await page.locator("tr.chosen").textContent()).toContain("Microsleep");
    await page.getByRole("button", { name: "Whole session" }).click();
    const lane = page.locator(".lane .plot").nth(1);
    const box = await lane.boundingBox();
    if (!box) throw new Error("There are lanes.");
    await lane.click({ position: { x: (box.width * 24) / 120, y: 10 } });
    expect(await page.locator("tr.chosen").textContent()).toContain("Yawn");
    // Dragging shows what was dragged over.
    await page.locator(".measure .plot").nth(1).scrollIntoViewIfNeeded();
    const plot = await page.locator(".measure .plot").nth(1).boundingBox();
    if (!plot) throw new Error("There are plots.");
    await page.mouse.move(plot.x + plot.width / 4, plot.y + 40);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width / 2, plot.y + 40);
    await page.mouse.up();
    expect(Number(await slider.getAttribute("aria-valuemin"))).toBeCloseTo(30, 0);
    expect(Number(await slider.getAttribute("aria-valuemax"))).toBeCloseTo(60, 0);
    await page.context().close();
  });

  test("without scripts, and on a phone, plots and tables are there and fit", async () => {
    const phone = { javaScriptEnabled: false, viewport: { width: 360, height: 740 } };
    const { page } = await open(reportHtml(exampleReport({ seconds: 120 })), phone);
    const line = await page.locator(".measure .line").first().getAttribute("d");
    expect(line?.length).toBeGreaterThan(500);
    const rows = page.getByRole("table").filter({ hasText: "Microsleep" }).getByRole("row");
    expect(await rows.count()).toBe(7);
    const places = page.getByRole("table").filter({ hasText: "ongest" }).getByRole("row");
    expect(await places.count()).toBeGreaterThan(1);
    const widest = await page.locator("main").evaluate((main) => main.scrollWidth);
    expect(widest).toBeLessThanOrEqual(360);
    await page.context().close();
  });

  test("the first view is what the script draws from the page's data", async () => {
    const html = reportHtml(exampleReport({ seconds: 120 }));
    // This wide, a plot of the first view has one drawing unit a pixel.
    const viewport = { width: 1216, height: 1200 };
    const image = async (javaScriptEnabled: boolean): Promise<Uint8Array> => {
      const { page } = await open(html, { javaScriptEnabled, viewport });
      expect(await page.locator(".uplot").count()).toBe(javaScriptEnabled ? 11 : 0);
      const rows = await page.locator(".rows").screenshot();
      await page.context().close();
      return sharp(rows).removeAlpha().raw().toBuffer();
    };
    const [drawn, first] = [await image(true), await image(false)];
    expect(drawn.length).toBe(first.length);
    // Edges are smoothed in another way; a curve or a band elsewhere would differ in many more pixels.
    const differing = drawn.filter((value, k) => Math.abs(value - first[k]) > 40);
    expect(differing.length / drawn.length).toBeLessThan(0.002);
  });

  test("a player takes the subtitles as they were meant", async () => {
    const report = exampleReport({ seconds: 120 });
    const detail = { kind: "text", text: "a --> b\n\n<b>&amp;</b>" } as const;
    const events = report.events.map((event) => ({ ...event, detail }));
    const page = await browser.newPage();
    await page.route("**/*", (route) =>
      route.request().url().endsWith("/events.vtt")
        ? route.fulfill({ contentType: "text/vtt", body: webVtt({ ...report, events }) })
        : route.fulfill({
            contentType: "text/html",
            body: '<video><track default src="/events.vtt"></video>',
          }),
    );
    await page.goto("http://player.invalid/");
    const track = page.locator("track");
    const cues = await track.evaluate(async (element) => {
      const { track, readyState } = element as unknown as {
        track: {
          mode: string;
          cues: Iterable<{ startTime: number; endTime: number; text: string }>;
        };
        readyState: number;
      };
      track.mode = "hidden";
      if (readyState < 2) await new Promise((loaded) => element.addEventListener("load", loaded));
      return [...track.cues].map(({ startTime, endTime, text }) => ({ startTime, endTime, text }));
    });
    expect(cues.map(({ startTime, endTime }) => [startTime, endTime])).toEqual([
      [22, 26],
      [35, 40],
      [52, 64],
      [71, 72.6],
      [84, 88],
      [101, 108],
    ]);
    const text = await track.evaluate((element) => {
      const { track } = element as unknown as {
        track: { cues: { getCueAsHTML(): { textContent: string | null } }[] };
      };
      return track.cues[3]?.getCueAsHTML().textContent;
    });
    expect(text).toBe("Microsleep (1.6 s, 90 % sure)\na --> b <b>&amp;</b>");
    await page.close();
  });
});
