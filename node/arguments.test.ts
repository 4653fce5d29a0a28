// What callers pass by mistake to the functions for Node: each is refused with the value's name, before anything is done.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { profiles } from "../src/index.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import {
  analyzeVideo,
  annotatedVideo,
  annotateFrame,
  collectThumbnails,
  createVideoWriter,
  decodeImage,
  openSessionFiles,
  openVideo,
  readImageFile,
} from "./index.ts";

const folder = temporaryFolder();
const out = join(folder, "out");
const frame = { width: 16, height: 8, channels: 3, data: new Uint8Array(16 * 8 * 3) } as const;
const source = { file: "drive.mp4", models: [], profile: profiles.default };
const video = { async *[Symbol.asyncIterator]() {} };
const pipeline = async (): Promise<number> => 1;
const size = { width: 16, height: 8 };

/** Values that no caller means. */
const NONSENSE = [Number.NaN, -1, null, true, 10n, [1], () => 1, Object.create(null)];

type Call = (...values: never[]) => unknown;

/** A function, its arguments, and the one that is replaced by nonsense; what is a value of the type is left out. */
const CALLS: [string, Call, unknown[], number, ((value: unknown) => boolean)?][] = [
  ["readImageFile", readImageFile, ["a.jpg", {}], 0],
  ["readImageFile", readImageFile, ["a.jpg", {}], 1, isObject],
  ["decodeImage", decodeImage, [new Uint8Array(9), "a.jpg", {}], 0],
  ["decodeImage", decodeImage, [new Uint8Array(9), "a.jpg", {}], 1],
  ["annotateFrame", annotateFrame, [frame, [], "jpeg"], 0],
  ["annotateFrame", annotateFrame, [frame, [], "jpeg"], 1],
  ["annotateFrame", annotateFrame, [frame, [], "jpeg"], 2],
  ["collectThumbnails", collectThumbnails, [9, undefined], 0],
  ["collectThumbnails", collectThumbnails, [9, undefined], 1],
  ["annotatedVideo", annotatedVideo, [out, () => 1, {}], 0],
  ["annotatedVideo", annotatedVideo, [out, () => 1, {}], 1, (value) => typeof value === "function"],
  ["annotatedVideo", annotatedVideo, [out, () => 1, {}], 2, isObject],
  ["openSessionFiles", openSessionFiles, [out, source, {}], 0],
  ["openSessionFiles", openSessionFiles, [out, source, {}], 1],
  ["openSessionFiles", openSessionFiles, [out, source, {}], 2, isObject],
  ["analyzeVideo", analyzeVideo, [video, pipeline, [], {}], 0],
  [
    "analyzeVideo",
    analyzeVideo,
    [video, pipeline, [], {}],
    1,
    (value) => typeof value === "function",
  ],
  ["analyzeVideo", analyzeVideo, [video, pipeline, [], {}], 2],
  ["analyzeVideo", analyzeVideo, [video, pipeline, [], {}], 3, isObject],
];

/** An object may be one of options that are all left out. */
function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

test.each(CALLS)("%s refuses nonsense", async (name, call, values, place, isAllowed) => {
  for (const nonsense of NONSENSE.filter((value) => isAllowed?.(value) !== true)) {
    const given = values.map((value, k) => (k === place ? nonsense : value));
    const calling = async (): Promise<unknown> => call(...(given as never[]));
    const what = `${name} with ${Object.prototype.toString.call(nonsense)}`;
    await expect(calling(), what).rejects.toThrow(/must be|A frame/);
  }
  expect(existsSync(out)).toBe(false);
});

test("a frame that is refused does not damage the video that is written", async () => {
  const path = join(folder, "written.webm");
  const writer = await createVideoWriter(path, size);
  await writer.write(frame, 0);
  for (const wrong of [...NONSENSE, { ...frame, data: new Uint8Array(3) }]) {
    await expect(writer.write(wrong as typeof frame, 1)).rejects.toThrow(RangeError);
  }
  for (const wrong of [Number.NaN, "1", null, undefined, Number.POSITIVE_INFINITY]) {
    await expect(writer.write(frame, wrong as number)).rejects.toThrow(/timestamp must be/);
  }
  await writer.write(frame, 1);
  await writer.close();
  const times: number[] = [];
  for await (const { timestamp } of await openVideo(path)) times.push(timestamp);
  expect(times).toEqual([0, 1]);
});
