// Opens the built page in a browser, from a server of its own.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../testing/chromium.ts";
import { serveScripted } from "./scripted.ts";
import { type StaticServer, serveFolder } from "./server.ts";

export interface OpenPageOptions {
  /** Whether a scripted worker replaces the networks. */
  readonly scripted?: boolean;
  /** Whether the server sends the headers of cross-origin isolation; default true. */
  readonly isolated?: boolean;
  /** Further command-line flags of Chromium. */
  readonly flags?: readonly string[];
  /** A camera with permission: a video's path, or Chromium's test pattern. */
  readonly camera?: string | "pattern";
  /** Settings that were chosen before. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Runs in the page before its own script. */
  readonly before?: () => void;
  /** The longest time for any action, milliseconds. */
  readonly timeout?: number;
}

export interface OpenedPage {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: StaticServer;
  close(): Promise<void>;
}

/** Opens a build of the page, in English, without waiting for its first image. */
export async function openPage(build: string, options: OpenPageOptions = {}): Promise<OpenedPage> {
  const { scripted = false, isolated = true, flags = [], camera } = options;
  const { settings, before, timeout = 110_000 } = options;
  const server = await (scripted ? serveScripted(build) : serveFolder(build, isolated));
  const browser = await launchChromium([...flags, ...cameraFlags(camera)]);
  const context = await browser.newContext({
    locale: "en-GB",
    serviceWorkers: "block",
    permissions: camera === undefined ? [] : ["camera"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(timeout);
  if (settings !== undefined) {
    const chosen = JSON.stringify(JSON.stringify(settings));
    await page.addInitScript(`localStorage.setItem("vigil.settings", ${chosen})`);
  }
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(server.address);
  return {
    page,
    browser,
    server,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

function cameraFlags(camera: string | undefined): readonly string[] {
  if (camera === undefined) return [];
  const fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
  return camera === "pattern" ? fake : [...fake, `--use-file-for-fake-video-capture=${camera}`];
}

/** Makes a folder for videos and downloads. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "vigil-page-"));
}

/** Removes a folder, if it was made. */
export async function removeFolder(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

/** Writes a camera's video of one sample image into a folder. A file with a single JPEG is valid MJPEG. */
export async function writeStillVideo(folder: string): Promise<string> {
  const video = join(folder, "driver.mjpeg");
  await writeFile(video, await readFile("samples/driver-frontal.jpg"));
  return video;
}

/** Waits until the stage shows one face. */
export async function waitForFaces(page: Page): Promise<void> {
  await page.getByRole("img", { name: /One face/ }).waitFor({ timeout: 180_000 });
}

/** Waits until the sample is open; it need not be analysed yet. */
export async function waitForSample(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sample", pressed: true }).waitFor({ timeout: 180_000 });
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation").getByRole("button", { name }).click();
}

/** Downloads a file of the newest session. The tab *Sessions* must be open. */
export async function downloadNewest(page: Page, name: string): Promise<Buffer> {
  const button = page
    .getByRole("article")
    .first()
    .getByRole("button", { name: `Download ${name}` });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return readFile(await file.path());
}

/** The same for a text file. */
export async function downloadText(page: Page, name: string): Promise<string> {
  return (await downloadNewest(page, name)).toString();
}
