import { access } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { quarters, readAll, timesOf } from "../../testing/videoFiles.ts";
import { videoEnlargement } from "../enlargement.ts";
import { analyzeVideo } from "./analyzeVideo.ts";
import { type Annotation, annotatedVideo } from "./annotatedVideo.ts";
import { openVideo } from "./openVideo.ts";
import type { VideoFrame } from "./source.ts";

const folder = temporaryFolder();

const GREY = [120, 120, 120];
const grey = quarters(640, 480, [GREY, GREY, GREY, GREY]);

/** A face in every second frame. */
async function pipeline({ index, timestamp }: VideoFrame): Promise<Annotation> {
  const face = { ...exampleFace({ centerX: 320, centerY: 240, scale: 90, occluded: [30] }), id: 1 };
  const frame: TrackedFrame = {
    ...exampleAnalysis([], 640, 480),
    faces: index % 2 === 0 ? [face] : [],
    index,
    timestamp,
    driver: 1,
    brightness: 0.5,
  };
  return { frame, caption: ["attentive"] };
}

async function* frames(times: readonly number[]): AsyncGenerator<VideoFrame> {
  for (const [index, timestamp] of times.entries()) yield { index, timestamp, frame: grey };
}

test("each frame is written at its own timestamp with its faces drawn", async () => {
  const path = join(folder, "clip.annotated.webm");
  const times = [1, 1.04, 1.3, 2];
  await analyzeVideo(frames(times), pipeline, [annotatedVideo(path, (result) => result)]);
  const seen = await readAll(await openVideo(path));
  expect(timesOf(seen)).toEqual(times);
  for (const [k, { frame }] of seen.entries()) {
    expect(frame).toMatchObject({ width: 640, height: 480 });
    let coloured = 0;
    for (let at = 0; at < frame.data.length; at += 3) {
      const [red = 0, green = 0, blue = 0] = frame.data.subarray(at, at + 3);
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) coloured++;
    }
    if (k % 2 === 0) expect(coloured).toBeGreaterThan(500);
    else expect(coloured).toBeLessThan(100);
  }
});

test("small videos are enlarged by halves, up to 720 pixels; odd sizes stay odd", async () => {
  expect(videoEnlargement({ width: 640, height: 480 })).toBe(1);
  expect(videoEnlargement({ width: 480, height: 640 })).toBe(1);
  expect(videoEnlargement({ width: 360, height: 480 })).toBe(1.5);
  expect(videoEnlargement({ width: 320, height: 240 })).toBe(2);
  expect(videoEnlargement({ width: 64, height: 48 })).toBe(4);
  const path = join(folder, "small.webm");
  const colours = [GREY, [200, 40, 40], GREY, GREY];
  const sink = annotatedVideo(path, (result: Annotation) => result);
  const frame = quarters(451, 339, colours);
  await sink.onFrame(await pipeline({ index: 1, timestamp: 0, frame }), {
    index: 1,
    timestamp: 0,
    frame,
  });
  await sink.close({ frames: 1, firstTimestamp: 0, lastTimestamp: 0, stopped: null });
  const [seen] = await readAll(await openVideo(path));
  expect(seen?.frame).toMatchObject({ width: 677, height: 509 });
  // The first two quarters have nothing drawn on them.
  const at = 3 * (120 * 677 + 600);
  for (const [k, value] of [200, 40, 40].entries()) {
    expect(Math.abs((seen?.frame.data[at + k] ?? 0) - value)).toBeLessThan(6);
  }
});

test("without a frame there is no file", async () => {
  const path = join(folder, "none.webm");
  await analyzeVideo(frames([]), pipeline, [annotatedVideo(path, (result) => result)]);
  await expect(access(path)).rejects.toThrow();
});
