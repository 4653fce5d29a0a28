import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, inChromium, launch } from "./browser.ts";
import { PAGE } from "./buildPage.ts";
import { watchLongFilm } from "./hour.ts";
import { serveScripted, writeFilm } from "./scripted.ts";
import type { StaticServer } from "./server.ts";

/** Ten minutes here; `npm run bench:web -- --hour` watches the whole hour. */
const SECONDS = 600;
const RATE = 15;
const PATIENCE = 1_800_000;

describe.skipIf(CHROMIUM === undefined)(inChromium("a long film"), () => {
  let server: StaticServer;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    server = await serveScripted(PAGE);
    folder = await mkdtemp(join(tmpdir(), "vigil-long-"));
    await writeFilm(join(folder, "long.webm"), SECONDS, RATE);
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    "goes through the page and its recording with flat memory, every frame given back",
    async () => {
      const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
      const page = await context.newPage();
      page.setDefaultTimeout(110_000);
      const complaints: string[] = [];
      page.on("pageerror", ({ message }) => complaints.push(message));
      // The browser says so when a frame was thrown away that should have been closed.
      page.on("console", (message) => {
        if (/garbage collected without being closed/.test(message.text())) {
          complaints.push(message.text());
        }
      });
      await page.goto(server.address);
      await page.getByRole("button", { name: "Sample", pressed: true }).waitFor();
      const { heap, frames } = await watchLongFilm(page, join(folder, "long.webm"), PATIENCE);
      expect(frames).toBe(SECONDS * RATE);
      expect(complaints).toEqual([]);
      // What is kept of a frame as objects is ten kilobytes: every tenth of 7,200 frames kept would show.
      expect((heap.at(-1) ?? Number.NaN) - (heap[0] ?? 0)).toBeLessThan(6e6);
    },
    PATIENCE,
  );
});
