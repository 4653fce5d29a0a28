// Makes docs/readme.webp: excerpts of the sample clip, analysed by the library, with the state of the driver and the events.
//
//     npm run readme:image

import { readFile, stat } from "node:fs/promises";
import { createCanvas, ImageData, type SKRSContext2D } from "@napi-rs/canvas";
import sharp from "sharp";
import { loadDrawing } from "../node/canvas.ts";
import { createDriverSession, createEventLog, loadVigil, openVideo } from "../node/index.ts";
import { drawOverlay } from "../src/draw/overlay.ts";
import { detailText, STATE_WORDS } from "../src/formats/driverWords.ts";
import { EVENT_WORDS } from "../src/formats/eventWords.ts";
import type { SessionFrame } from "../src/formats/sessionFrame.ts";
import { clockText } from "../src/formats/timeText.ts";
import type { Frame } from "../src/image/frame.ts";
import type { DriverEvent, DriverState } from "../src/report.ts";

const CLIP = "samples/driver-clip.webm";
const OUTPUT = "docs/readme.webp";

/** What is shown of the clip, seconds: a yawn behind a hand, sunglasses, a microsleep. */
const EXCERPTS = [
  [8.1, 9.9],
  [19.4, 21.2],
  [25.4, 28.6],
] as const;
/** Frames a second, as in the clip. */
const RATE = 12;

/** The strip below the image: a line of words, and the timeline of the whole clip. */
const STRIP = { height: 64, left: 14, words: 24, timeline: 44, lane: 10 } as const;
const GROUND = "#0b1117";
const FAINT = "#8fa1b3";
const LIGHT = "#f4f8fb";
/** Colours of events by severity, and of states. */
const SEVERITY_COLORS = ["#5b6b7a", "#35c8ff", "#ffb02e", "#ff5a4d"] as const;
const STATE_COLORS: Readonly<Record<DriverState, string>> = {
  absent: FAINT,
  unknown: FAINT,
  calibrating: FAINT,
  attentive: "#4fd17f",
  distracted: "#ffb02e",
  drowsy: "#ffb02e",
  microsleep: "#ff5a4d",
  asleep: "#ff5a4d",
  unresponsive: "#ff5a4d",
};

interface AnalysedImage {
  readonly image: Frame;
  readonly result: SessionFrame;
  /** What had been reported by then; an event appears only when it is recognised. */
  readonly events: readonly DriverEvent[];
}

const { fontFamily } = await loadDrawing();
await makeAnimation();

async function makeAnimation(): Promise<void> {
  const { shown, seconds } = await analyseClip();
  const images = shown.map((analysed) => drawImage(analysed, seconds));
  const [{ width, height }] = images;
  const pixels = Buffer.concat(images.map(({ data }) => data));
  const raw = { width, height: height * images.length, channels: 4, pageHeight: height } as const;
  await sharp(pixels, { raw })
    .webp({ quality: 62, effort: 6, smartSubsample: true, loop: 0, delay: Math.round(1000 / RATE) })
    .toFile(OUTPUT);
  const { size } = await stat(OUTPUT);
  const { pages = 0 } = await sharp(await readFile(OUTPUT)).metadata();
  console.log(`${OUTPUT}: ${pages} frames of ${width} × ${height}, ${Math.round(size / 1000)} kB`);
}

/** Analyses all of the clip and keeps the frames that are shown. */
async function analyseClip() {
  const vigil = await loadVigil();
  const session = createDriverSession(vigil);
  const log = createEventLog();
  const shown: AnalysedImage[] = [];
  let seconds = 0;
  for await (const { frame: image, timestamp } of await openVideo(CLIP)) {
    const result = await session.next(image, timestamp);
    log.add(result.report);
    seconds = timestamp;
    if (EXCERPTS.some(([from, to]) => timestamp >= from && timestamp <= to)) {
      // The decoder reuses its memory.
      shown.push({
        image: { ...image, data: image.data.slice() },
        result,
        events: [...log.events()],
      });
    }
  }
  await vigil.dispose();
  return { shown, seconds };
}

/** One image of the animation: the frame with its overlay, and the strip below it. */
function drawImage(
  { image, result: { frame, report }, events }: AnalysedImage,
  seconds: number,
): { readonly width: number; readonly height: number; readonly data: Buffer } {
  const { width } = image;
  const height = image.height + STRIP.height;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = GROUND;
  context.fillRect(0, 0, width, height);
  context.putImageData(new ImageData(rgba(image), width, image.height), 0, 0);
  drawOverlay(context, frame.faces, { width, height: image.height, fontFamily, labels: false });

  context.translate(0, image.height);
  context.textBaseline = "middle";
  context.font = `700 19px ${fontFamily}`;
  context.fillStyle = STATE_COLORS[report.state];
  const state = STATE_WORDS[report.state];
  context.fillText(`${state[0].toUpperCase()}${state.slice(1)}`, STRIP.left, STRIP.words);
  const now = report.ongoing.findLast(({ kind }) => EVENT_WORDS[kind].severity > 0);
  context.font = `15px ${fontFamily}`;
  context.textAlign = "right";
  context.fillStyle = LIGHT;
  const words = now === undefined ? "" : eventText(now);
  context.fillText(words, width - STRIP.left, STRIP.words);
  drawTimeline(context, width, events, report.timestamp, seconds);
  return { width, height, data: canvas.data() };
}

function eventText({ kind, detail }: DriverEvent): string {
  const { label } = EVENT_WORDS[kind];
  return detail === undefined ? label : `${label}: ${detailText(detail)}`;
}

/** The clip from its start to its end, with the events up to a time. */
function drawTimeline(
  context: SKRSContext2D,
  width: number,
  events: readonly DriverEvent[],
  time: number,
  seconds: number,
): void {
  const { left, timeline, lane } = STRIP;
  const clock = 42;
  const across = width - 2 * left - clock;
  const x = (at: number): number => left + (across * Math.min(at, time)) / seconds;
  context.fillStyle = "#1c2833";
  context.fillRect(left, timeline, across, lane);
  context.fillStyle = "#33424f";
  context.fillRect(left, timeline, x(time) - left, lane);
  for (const { kind, start, end } of events) {
    if (start > time) continue;
    context.fillStyle = SEVERITY_COLORS[EVENT_WORDS[kind].severity];
    context.fillRect(x(start), timeline, Math.max(2, x(end ?? seconds) - x(start)), lane);
  }
  context.fillStyle = LIGHT;
  context.fillRect(x(time) - 1, timeline - 3, 2, lane + 6);
  context.font = `13px ${fontFamily}`;
  context.textAlign = "right";
  context.fillStyle = FAINT;
  context.fillText(clockText(time, 0), width - left, timeline + lane / 2);
}

function rgba({ width, height, channels, data }: Frame): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 4) {
    pixels.set(data.subarray(from, from + 3), to);
  }
  return pixels;
}
