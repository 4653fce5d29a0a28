import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleAnalysis } from "../../testing/exampleAnalysis.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { expectQuarters, QUARTERS, quarters, readAll, timesOf } from "../../testing/videoFiles.ts";
import {
  type AnnotatedParts,
  annotatedParts,
  removeParts,
  type SavedParts,
} from "./annotatedParts.ts";
import type { Annotation } from "./annotatedVideo.ts";
import { openVideo } from "./openVideo.ts";

const folder = temporaryFolder();
const image = quarters(640, 480, QUARTERS);
const TIMES = Array.from({ length: 24 }, (_, k) => Math.round(1000 * (1 + k / 7.3)) / 1000);
const END = { frames: 0, firstTimestamp: null, lastTimestamp: null };

const open = (name: string, saved?: SavedParts): Promise<AnnotatedParts<Annotation>> =>
  annotatedParts(
    join(folder, name, "drive.annotated.webm"),
    join(folder, name, "parts/drive"),
    (each) => each,
    saved,
  );

async function show(sink: AnnotatedParts<Annotation>, numbers: readonly number[]): Promise<void> {
  for (const index of numbers) {
    const timestamp = TIMES[index] ?? 0;
    const tracked = {
      ...exampleAnalysis([], 640, 480),
      faces: [],
      index,
      timestamp,
      driver: null,
      brightness: 0.5,
    };
    await sink.onFrame(
      { frame: tracked, caption: [`frame ${index}`] },
      { index, timestamp, frame: image },
    );
  }
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, k) => from + k);

test("a video that was interrupted is the same file as one that was not", async () => {
  await mkdir(join(folder, "whole"));
  await mkdir(join(folder, "broken"));
  const whole = await open("whole");
  await show(whole, range(0, 8));
  await whole.save();
  await show(whole, range(8, 16));
  await whole.save();
  await show(whole, range(16, 24));
  await whole.close({ ...END, stopped: null });

  const first = await open("broken");
  await show(first, range(0, 8));
  const saved = await first.save();
  // The process is killed here: this part has no end.
  await show(first, range(8, 13));
  const second = await open("broken", structuredClone(saved));
  await show(second, range(8, 16));
  await second.save();
  await show(second, range(16, 24));
  await second.close({ ...END, stopped: null });

  const [p, q] = await Promise.all(
    ["whole", "broken"].map((name) => readFile(join(folder, name, "drive.annotated.webm"))),
  );
  expect(q.equals(p)).toBe(true);
  await removeParts(join(folder, "broken/parts/drive"));
  expect(await readdir(join(folder, "broken"))).toEqual(["drive.annotated.webm"]);
  const frames = await readAll(await openVideo(join(folder, "broken/drive.annotated.webm")));
  expect(timesOf(frames)).toEqual(TIMES);
  for (const { frame } of frames) expectQuarters(frame, QUARTERS, 12);
});

test("stopped by the user: the video is complete up to there, and goes on later", async () => {
  await mkdir(join(folder, "stopped"));
  const first = await open("stopped");
  await show(first, range(0, 10));
  const saved = await first.save();
  await first.close({ ...END, stopped: "stopped by the user" });
  const path = join(folder, "stopped/drive.annotated.webm");
  expect(await readAll(await openVideo(path))).toHaveLength(10);
  const second = await open("stopped", saved);
  await show(second, range(10, 24));
  await second.close({ ...END, stopped: null });
  expect(timesOf(await readAll(await openVideo(path)))).toEqual(TIMES);
});

test("without a frame there is no file", async () => {
  await mkdir(join(folder, "none"));
  const sink = await open("none");
  await sink.close({ ...END, stopped: null });
  expect(await readdir(join(folder, "none"))).toEqual(["parts"]);
});
