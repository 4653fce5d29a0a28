// Compares the events that the page finds in a camera with the ground truth. The camera shows the sample clip. The networks
// run at the machine's speed, so a slow machine drops frames and misses short events.

import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { parseGroundTruth } from "../drives/groundTruthFile.ts";
import { openVideo } from "../node/index.ts";
import { parseJsonLines } from "../src/formats/jsonLines.ts";
import type { Frame } from "../src/index.ts";
import { median } from "../training/metrics/landmarkMetrics.ts";
import { matchEvents, type TimedEvent } from "../training/metrics/matchEvents.ts";
import { downloadText, openTab, waitForFaces } from "../web/tests/openedPage.ts";

const CLIP = "samples/driver-clip";
const RATE = 12;

export interface CameraEvents {
  /** Frames a second that were analysed. */
  readonly rate: number;
  /**
   * Median offset of the page's clock from the clip's, seconds. The page's clock starts with the first frame that it gets.
   */
  readonly shift: number;
  readonly found: readonly { readonly kind: string; readonly at: number; readonly error: number }[];
  /** Only events that were visible. */
  readonly missed: readonly { readonly kind: string; readonly at: number }[];
  readonly falsePositives: readonly { readonly kind: string; readonly at: number }[];
}

/** Writes the sample clip as a video for Chromium's fake camera: uncompressed, 12 frames a second. */
export async function writeClipVideo(folder: string): Promise<string> {
  const path = join(folder, "clip.y4m");
  const file = await open(path, "w");
  let begun = false;
  for await (const { frame } of await openVideo(`${CLIP}.webm`)) {
    if (!begun) await file.write(y4mHeader(frame, RATE));
    begun = true;
    await file.write(writeY4mFrame(frame));
  }
  await file.close();
  return path;
}

/** Records the camera for so many rounds of the clip. @param page opened with the clip's video as its camera. */
export async function watchCamera(page: Page, rounds: number): Promise<CameraEvents> {
  const { seconds, events: once } = parseGroundTruth(await readFile(`${CLIP}.truth.json`, "utf8"));
  await waitForFaces(page);
  await page.getByRole("button", { name: "Camera" }).click();
  await page.getByText("Live").waitFor();
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await page.waitForTimeout(1000 * rounds * seconds);
  await page.getByRole("button", { name: /^Stop recording/ }).click();
  await openTab(page, "Sessions");
  const { frames } = parseJsonLines(await downloadText(page, "JSON Lines"));
  const reported = JSON.parse(await downloadText(page, "Events")) as {
    readonly events: readonly TimedEvent[];
  };
  const from = frames[0]?.frame.timestamp ?? 0;
  const to = frames.at(-1)?.frame.timestamp ?? 0;
  const truth = [...Array(rounds + 2).keys()].flatMap((round) =>
    once.map((event) => ({
      ...event,
      start: event.start + round * seconds,
      end: event.end + round * seconds,
    })),
  );
  const { pairs, missed, falsePositives } = matchEvents(truth, reported.events, { onset: 0.5 });
  const errors = pairs.map((pair) => pair.found.start - pair.truth.start);
  const shift = errors.length === 0 ? 0 : median(errors);
  const at = ({ kind, start }: TimedEvent) => ({ kind, at: start });
  return {
    rate: (frames.length - 1) / (to - from),
    shift,
    found: pairs
      .map(({ truth: { kind, start }, found }) => ({
        kind,
        at: start,
        error: found.start - start - shift,
      }))
      .toSorted((p, q) => p.at - q.at),
    missed: missed
      .filter(({ visible, start, end }) => visible > 0 && start > from && end < to)
      .map(at),
    falsePositives: falsePositives.map(at),
  };
}

// YUV4MPEG2 (https://wiki.multimedia.cx/index.php/YUV4MPEG2): uncompressed video, which Chromium reads as a camera.

/** A video's header. Width and height must be even. @param rate frames a second, a whole number. */
function y4mHeader({ width, height }: Frame, rate: number): string {
  return `YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420\n`;
}

/** A frame: BT.601 in limited range; chroma is taken from every second pixel. */
function writeY4mFrame({ width, height, channels, data }: Frame): Uint8Array {
  const head = Buffer.from("FRAME\n");
  const count = width * height;
  const bytes = new Uint8Array(head.length + 1.5 * count);
  bytes.set(head);
  const weigh = (pixel: number, [red, green, blue]: Weights): number => {
    const at = pixel * channels;
    return red * data[at] + green * data[at + 1] + blue * data[at + 2];
  };
  let to = head.length;
  for (let pixel = 0; pixel < count; pixel++) bytes[to++] = Math.round(16 + weigh(pixel, Y));
  for (const weights of [CB, CR]) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        bytes[to++] = Math.round(128 + weigh(y * width + x, weights));
      }
    }
  }
  return bytes;
}

type Weights = readonly [number, number, number];

const Y: Weights = [0.2568, 0.5041, 0.0979];
const CB: Weights = [-0.1482, -0.291, 0.4392];
const CR: Weights = [0.4392, -0.3678, -0.0714];
