// Measures the page in Chromium: speed, memory, and the events found in a camera.
//
//     npm run bench:web                  frames a second and milliseconds of each stage; the camera shows a sample image
//     npm run bench:web -- --plain       the same without cross-origin isolation: one thread
//     npm run bench:web -- --hour        memory over 54,000 frames; --frames N changes their number. A scripted worker
//                                        replaces the networks: frames are decoded, drawn, recorded and tracked
//     npm run bench:web -- --networks    memory while every frame of the sample clip is analysed twice; --rounds N
//     npm run bench:web -- --watch       memory and dropped frames over 60 minutes of a camera that repeats the sample
//                                        clip, in real time; --minutes N
//     npm run bench:web -- --events      the events found in a camera that shows the sample clip twice, compared with the
//                                        ground truth; --rounds N

import { join } from "node:path";
import { Command } from "commander";
import { atLeastOne } from "../node/cli/arguments.ts";
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

/** The camera runs for this long before the results are read, milliseconds. */
const WATCHED = 20_000;

/** Frames a second of the long video, and the longest time that it may take, milliseconds. */
const VIDEO_RATE = 15;
const LONGEST = 3 * 3_600_000;

interface Options {
  readonly plain: boolean;
  readonly hour: boolean;
  readonly networks: boolean;
  readonly watch: boolean;
  readonly events: boolean;
  readonly frames: number;
  readonly rounds: number;
  readonly minutes: number;
}

const options = new Command("bench:web")
  .option("--plain", "speed without cross-origin isolation", false)
  .option("--hour", "memory over many frames without networks", false)
  .option("--networks", "memory while the sample clip is analysed again and again", false)
  .option("--watch", "memory and dropped frames of a camera", false)
  .option("--events", "events found in a camera that shows the sample clip", false)
  .option("--frames <n>", "of --hour", atLeastOne, 3600 * VIDEO_RATE)
  .option("--rounds <n>", "of --networks and --events", atLeastOne, 2)
  .option("--minutes <n>", "of --watch", atLeastOne, 60)
  .parse()
  .opts<Options>();

const PAGE = join(process.cwd(), "dist/page");
const folder = await temporaryFolder();
try {
  if (options.hour) await benchHour();
  else if (options.networks) await benchNetworks();
  else if (options.watch) await benchWatch();
  else if (options.events) await benchEvents();
  else await benchSpeed();
} finally {
  await removeFolder(folder);
}

async function benchHour(): Promise<void> {
  const { frames } = options;
  const video = join(folder, "video.webm");
  await writeVideo(video, frames / VIDEO_RATE, VIDEO_RATE);
  const opened = await openPage(PAGE, { scripted: true, timeout: LONGEST });
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
    for await (const reading of watchNetworks(browser, page, options.rounds)) {
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
  const opened = await openPage(PAGE, { camera, flags: [COLLECTABLE], timeout: LONGEST });
  const readings: WatchReading[] = [];
  try {
    const { browser, page } = opened;
    for await (const reading of watchFor(browser, page, options.minutes)) {
      readings.push(reading);
      const { minutes, script, resident, analysed, dropped } = reading;
      const memory = `script ${megabytes(script)}, process ${megabytes(resident)}`;
      console.log(
        `${minutes.toFixed(1)} min: ${memory}; ${analysed} frames analysed, ${dropped} dropped`,
      );
    }
    const needed = await residentWhenShort(browser);
    console.log(`under memory pressure the process takes ${megabytes(needed)}`);
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
  const opened = await openPage(PAGE, { camera, timeout: LONGEST });
  try {
    const { rate, shift, found, missed, falsePositives } = await watchCamera(
      opened.page,
      options.rounds,
    );
    console.log(`${rate.toFixed(1)} frames/s; the page's clock is ${shift.toFixed(2)} s on`);
    const signed = (seconds: number): string => `${seconds < 0 ? "" : "+"}${seconds.toFixed(2)} s`;
    for (const { kind, at, error } of found) {
      console.log(`${kind} at ${at.toFixed(2)} s: ${signed(error)}`);
    }
    for (const { kind, at } of missed) console.log(`${kind} at ${at.toFixed(2)} s: missed`);
    for (const { kind, at } of falsePositives)
      console.log(`${kind} at ${at.toFixed(2)} s: false positive`);
  } finally {
    await opened.close();
  }
}

function megabytes(bytes: number | null): string {
  return bytes === null ? "unknown" : `${(bytes / 1e6).toFixed(1)} MB`;
}

async function benchSpeed(): Promise<void> {
  const camera = await writeStillVideo(folder);
  const isolated = !options.plain;
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
