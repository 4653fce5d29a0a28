// Frames a second and milliseconds of each stage of the page, in Chromium, with a video of a sample as its camera.
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
//
// With --watch, the sample clip is the page's camera for an hour, in real time, by the real networks; memory is read twelve
// times, and at the end stands what was analysed, what was dropped, and whether memory still grew.
//
//     npm run bench:web -- --watch       60 minutes; --minutes N: so many instead
//
// With --events, the sample clip is the page's camera, and the times of the events found are compared with the truth.
//
//     npm run bench:web -- --events      the clip twice; --rounds N: so often instead

import { join } from "node:path";
import { watchLongVideo } from "../web/tests/hour.ts";
import {
  openPage,
  openTab,
  removeFolder,
  temporaryFolder,
  waitForFaces,
  waitForSample,
  writeStillVideo,
} from "../web/tests/openedPage.ts";
import { writeVideo } from "../web/tests/scripted.ts";
import { watchCamera, writeClipVideo } from "./webCamera.ts";
import { COLLECTABLE, watchNetworks } from "./webMemory.ts";
import { lateGrowth, residentWhenShort, type WatchReading, watchFor } from "./webWatch.ts";

/** How long the camera is watched before the panel is read, milliseconds. */
const WATCHED = 20_000;

/** The scripted video's frames a second, and the longest that it may take, milliseconds. */
const FILM_RATE = 15;
const LONGEST = 3 * 3_600_000;

const PAGE = join(process.cwd(), "dist/page");
const folder = await temporaryFolder();
try {
  if (process.argv.includes("--hour")) await benchHour();
  else if (process.argv.includes("--networks")) await benchNetworks();
  else if (process.argv.includes("--watch")) await benchWatch();
  else if (process.argv.includes("--events")) await benchEvents();
  else await benchSpeed();
} finally {
  await removeFolder(folder);
}

async function benchHour(): Promise<void> {
  const frames = option("--frames") ?? 3600 * FILM_RATE;
  const video = join(folder, "video.webm");
  await writeVideo(video, frames / FILM_RATE, FILM_RATE);
  const opened = await openPage(PAGE, { scripted: true, patience: LONGEST });
  try {
    await waitForSample(opened.page);
    const run = await watchLongVideo(opened.page, video, LONGEST);
    console.log(`${run.frames} frames in ${(run.milliseconds / 1000).toFixed(0)} s`);
    console.log(`script memory after each fifth: ${run.heap.map(megabytes).join(", ")}`);
  } finally {
    await opened.close();
  }
}

async function benchNetworks(): Promise<void> {
  const opened = await openPage(PAGE, { flags: [COLLECTABLE] });
  try {
    const { browser, page } = opened;
    for await (const reading of watchNetworks(browser, page, option("--rounds") ?? 2)) {
      const [script, before, after] = [reading.script, reading.uncollected, reading.resident].map(
        megabytes,
      );
      const rounds = reading.rounds.toFixed(2);
      console.log(`${rounds} of the clip: script ${script}, process ${before}, collected ${after}`);
    }
  } finally {
    await opened.close();
  }
}

async function benchWatch(): Promise<void> {
  const camera = await writeClipVideo(folder);
  const opened = await openPage(PAGE, { camera, flags: [COLLECTABLE], patience: LONGEST });
  const readings: WatchReading[] = [];
  try {
    const { browser, page } = opened;
    for await (const reading of watchFor(browser, page, option("--minutes") ?? 60)) {
      readings.push(reading);
      const { minutes, script, resident, analysed, dropped } = reading;
      const memory = `script ${megabytes(script)}, process ${megabytes(resident)}`;
      console.log(
        `${minutes.toFixed(1)} min: ${memory}; ${analysed} frames analysed, ${dropped} dropped`,
      );
    }
    const needed = await residentWhenShort(browser);
    console.log(`told that memory is short, the process takes ${megabytes(needed)}`);
  } finally {
    await opened.close();
  }
  const resident = readings.map((reading) => reading.resident).filter((bytes) => bytes !== null);
  for (const [name, values] of [
    ["script", readings.map(({ script }) => script)],
    ["process", resident],
  ] as const) {
    if (values.length === 0) continue;
    const { bytes, flat } = lateGrowth(values);
    const word = flat ? "flat" : "NOT flat";
    console.log(`${name} memory in the second half: ${word}, ${megabytes(bytes)} more at its end`);
  }
}

async function benchEvents(): Promise<void> {
  const camera = await writeClipVideo(folder);
  const opened = await openPage(PAGE, { camera, patience: LONGEST });
  try {
    const { rate, shift, found, missed, falseAlarms } = await watchCamera(
      opened.page,
      option("--rounds") ?? 2,
    );
    console.log(`${rate.toFixed(1)} frames/s; the page's clock is ${shift.toFixed(2)} s on`);
    const signed = (seconds: number): string => `${seconds < 0 ? "" : "+"}${seconds.toFixed(2)} s`;
    for (const { kind, at, error } of found) {
      console.log(`${kind} at ${at.toFixed(2)} s: ${signed(error)}`);
    }
    for (const { kind, at } of missed) console.log(`${kind} at ${at.toFixed(2)} s: missed`);
    for (const { kind, at } of falseAlarms) console.log(`${kind} at ${at.toFixed(2)} s: never was`);
  } finally {
    await opened.close();
  }
}

function megabytes(bytes: number | null): string {
  return bytes === null ? "unknown" : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The number after an option; undefined when the option is not given. */
function option(name: string): number | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
}

async function benchSpeed(): Promise<void> {
  const camera = await writeStillVideo(folder);
  const isolated = !process.argv.includes("--plain");
  const opened = await openPage(PAGE, { isolated, camera });
  try {
    const { page } = opened;
    await waitForFaces(page);
    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByText("Live").waitFor();
    await waitForFaces(page);
    await openTab(page, "Under the hood");
    await page.waitForTimeout(WATCHED);
    for (const line of await page.locator("main dl > div").allInnerTexts()) {
      console.log(line.split("\n").join(": "));
    }
  } finally {
    await opened.close();
  }
}
