// Frames a second and milliseconds of each stage of the page, in Chromium, with a film of a sample as its camera.
//
//     npm run bench:web                  with the threads that the page takes by itself
//     npm run bench:web -- --plain       without cross-origin isolation: one thread
//
// With --hour, an hour's worth of frames goes through the page instead, as fast as the page takes them, and its
// memory is read on the way. Frames are decoded, drawn, recorded and followed; a script answers for the networks.
//
//     npm run bench:web -- --hour        54,000 frames; --frames N: so many instead
//
// With --networks, every frame of the sample clip goes through page and networks, and memory is read on the way.
//
//     npm run bench:web -- --networks    the clip twice; --rounds N: so often instead

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, waitForFaces } from "../web/tests/browser.ts";
import { watchLongFilm } from "../web/tests/hour.ts";
import { serveScripted, writeFilm } from "../web/tests/scripted.ts";
import { serveFolder } from "../web/tests/server.ts";
import { COLLECTABLE, watchNetworks } from "./webMemory.ts";

/** How long the camera is watched before the panel is read, milliseconds. */
const WATCHED = 20_000;

/** The scripted film's frames a second, and the longest that it may take, milliseconds. */
const FILM_RATE = 15;
const LONGEST = 3 * 3_600_000;

const PAGE = join(process.cwd(), "dist/page");
const folder = await mkdtemp(join(tmpdir(), "vigil-bench-"));
try {
  if (process.argv.includes("--hour")) await benchHour();
  else if (process.argv.includes("--networks")) await benchNetworks();
  else await benchSpeed();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function benchHour(): Promise<void> {
  const frames = option("--frames") ?? 3600 * FILM_RATE;
  const film = join(folder, "film.webm");
  await writeFilm(film, frames / FILM_RATE, FILM_RATE);
  const server = await serveScripted(PAGE);
  const browser = await launch();
  try {
    const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
    const page = await context.newPage();
    page.setDefaultTimeout(LONGEST);
    await page.goto(server.address);
    await page.getByRole("button", { name: "Sample", pressed: true }).waitFor();
    const run = await watchLongFilm(page, film, LONGEST);
    const megabytes = run.heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(", ");
    console.log(`${run.frames} frames in ${(run.milliseconds / 1000).toFixed(0)} s`);
    console.log(`script memory after each fifth: ${megabytes} MB`);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function benchNetworks(): Promise<void> {
  const server = await serveFolder(PAGE, true);
  const browser = await launch([COLLECTABLE]);
  try {
    const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto(server.address);
    for await (const reading of watchNetworks(browser, page, option("--rounds") ?? 2)) {
      const [script, before, after] = [reading.script, reading.uncollected, reading.resident].map(
        (bytes) => (bytes === null ? "unknown" : `${(bytes / 1e6).toFixed(1)} MB`),
      );
      const rounds = reading.rounds.toFixed(2);
      console.log(`${rounds} of the clip: script ${script}, process ${before}, collected ${after}`);
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

/** The number after an option; undefined when the option is not given. */
function option(name: string): number | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
}

async function benchSpeed(): Promise<void> {
  const film = join(folder, "driver.mjpeg");
  await writeFile(film, await readFile("samples/driver-frontal.jpg"));
  const server = await serveFolder(PAGE, !process.argv.includes("--plain"));
  const browser = await launch([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  try {
    const context = await browser.newContext({
      locale: "en-GB",
      permissions: ["camera"],
      serviceWorkers: "block",
    });
    const page = await context.newPage();
    await page.goto(server.address);
    await waitForFaces(page);
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByText("Live").waitFor();
    await waitForFaces(page);
    await page.getByRole("navigation").getByRole("button", { name: "Under the hood" }).click();
    await page.waitForTimeout(WATCHED);
    for (const line of await page.locator("main dl > div").allInnerTexts()) {
      console.log(line.split("\n").join(": "));
    }
  } finally {
    await browser.close();
    await server.close();
  }
}
