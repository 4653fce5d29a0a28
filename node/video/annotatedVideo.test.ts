import { access } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { quarters, readAll, timesOf } from "../../testing/videoFiles.ts";
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

test("without a frame there is no file", async () => {
  const path = join(folder, "none.webm");
  await analyzeVideo(frames([]), pipeline, [annotatedVideo(path, (result) => result)]);
  await expect(access(path)).rejects.toThrow();
});
