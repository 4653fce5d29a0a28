import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseJsonLines } from "../../src/formats/jsonLines.ts";
import { CHROMIUM, inChromium, launch, waitForFaces } from "./browser.ts";
import { PAGE } from "./buildPage.ts";
import { type StaticServer, serveFolder } from "./server.ts";

describe.skipIf(CHROMIUM === undefined)(inChromium("a camera"), () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let devtools: CDPSession;
  let folder: string;

  beforeAll(async () => {
    server = await serveFolder(PAGE, true);
    folder = await mkdtemp(join(tmpdir(), "vigil-camera-"));
    const film = join(folder, "driver.mjpeg");
    // A film of one picture: a JPEG after the other is what MJPEG is.
    await writeFile(film, await readFile("samples/driver-frontal.jpg"));
    browser = await launch([
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ]);
    const context = await browser.newContext({ locale: "en-GB", permissions: ["camera"] });
    page = await context.newPage();
    page.setDefaultTimeout(110_000);
    devtools = await context.newCDPSession(page);
    await page.goto(server.address);
    await waitForFaces(page);
    await page.getByRole("button", { name: "Camera" }).click();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function download(name: string): Promise<string> {
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: `Download ${name}` }).click();
    const file = await started;
    const path = join(folder, file.suggestedFilename());
    await file.saveAs(path);
    return path;
  }

  test("is watched live, and the driver's face is found in its frames", async () => {
    await page.getByText("Live").waitFor();
    await waitForFaces(page);
    await page.getByText("Calibrating").first().waitFor();
  });

  test("its recording is downloaded as files that parse, and opens again", async () => {
    await page.getByRole("button", { name: "Record" }).click();
    await page.getByRole("button", { name: /Stop recording 0:0[3-9]/ }).click();
    await page.getByRole("navigation").getByRole("button", { name: "Sessions" }).click();

    const lines = parseJsonLines(await readFile(await download("JSON Lines"), "utf8"));
    expect(lines.notes).toEqual([]);
    expect(lines.frames.length).toBeGreaterThan(1);
    expect(lines.end?.frames).toBe(lines.frames.length);
    expect(lines.frames.every(({ frame }) => frame.faces.length === 1)).toBe(true);

    const table = (await readFile(await download("CSV"), "utf8")).trimEnd().split("\n");
    expect(table).toHaveLength(lines.frames.length + 1);
    expect(table[0]).toMatch(/^frame,.*,x_67,/);

    expect(await readFile(await download("WebVTT"), "utf8")).toMatch(/^WEBVTT\n/);
    const events: unknown = JSON.parse(await readFile(await download("Events"), "utf8"));
    expect(events).toHaveProperty("events");
    // EBML, which WebM begins with.
    expect((await readFile(await download("Video"))).subarray(0, 4).toString("hex")).toBe(
      "1a45dfa3",
    );

    await page.getByRole("button", { name: "Open", exact: true }).click();
    await waitForFaces(page);
    await page.getByRole("slider", { name: "Position" }).waitFor();
  });

  test("can run on: memory does not grow with the frames", async () => {
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByRole("navigation").getByRole("button", { name: "Under the hood" }).click();
    const analysed = async (count: number): Promise<number> => {
      await page.waitForFunction(
        (wanted) => {
          const terms = [...document.querySelectorAll("dt")];
          const term = terms.find(({ textContent }) => textContent === "Frames analysed");
          return Number(term?.nextElementSibling?.textContent) >= wanted;
        },
        count,
        { timeout: 100_000 },
      );
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize } = (await devtools.send("Runtime.getHeapUsage")) as { usedSize: number };
      return usedSize;
    };
    const early = await analysed(12);
    const late = await analysed(48);
    // One frame's pixels are 1.2 MB: leaking one in three would show.
    expect(late - early).toBeLessThan(10e6);
  });
});
