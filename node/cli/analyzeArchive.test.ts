// Runs over folders with a journal: done inputs are skipped, changed ones are done again, interrupted videos go on.

import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { FIXTURES } from "../../testing/videoFiles.ts";
import { lockFolder } from "../outputs/folderLock.ts";
import { analyzeFiles } from "./analyzeFiles.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { Engine } from "./engine.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-archive-"));
  await mkdir(join(folder, "in/deeper"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function image(name: string, background = "#678"): Promise<void> {
  const create = { width: 320, height: 240, channels: 3, background } as const;
  await sharp({ create }).toFile(join(folder, "in", name));
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** How many frames were analysed. */
  readonly frames: number;
}

/** @param stopAfter the number of frames after which the user stops the run. */
async function run(options: Partial<AnalyzeRequest> = {}, stopAfter?: number): Promise<Outcome> {
  const { output, terminal } = recordingTerminal();
  const stop = new AbortController();
  let frames = 0;
  const engine: Engine = {
    cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
    async analyze({ width, height, data }) {
      if (++frames === stopAfter) stop.abort();
      // What is found depends on the pixels.
      return exampleAnalysis([exampleFace({ scale: 10 + data[0] / 100 })], width, height);
    },
    dispose: async () => {},
  };
  const request: AnalyzeRequest = {
    paths: [join(folder, "in")],
    out: join(folder, "out"),
    recursive: true,
    pts: false,
    ptsSigns: false,
    image: false,
    quiet: false,
    secondPass: true,
    video: false,
    allFaces: true,
    ...options,
  };
  const context = { terminal, loadEngine: async () => engine, stop: stop.signal };
  const code = await analyzeFiles(request, context);
  return { code, frames, ...output };
}

/** All result files with their contents. */
async function results(out = "out"): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = await readdir(join(folder, out), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile())
      files[path.slice(join(folder, out).length)] = await readFile(path, "latin1");
  }
  return files;
}

test("what is done is skipped; what is new, changed or lost is analysed, and the rest stays as it is", async () => {
  await image("b.png");
  await image("deeper/d.png");
  await copyFile(join(FIXTURES, "h264.mp4"), join(folder, "in/drive.mp4"));
  expect(await run()).toMatchObject({ code: 0, frames: 2 + 9 });
  const first = await results();
  const second = await run();
  expect(second).toMatchObject({ code: 0, frames: 0 });
  expect(second.out).toMatch(/^3 inputs were done before/);
  expect(await results()).toEqual(first);

  await utimes(join(folder, "in/b.png"), 1, 1);
  expect((await run()).frames).toBe(0);
  await image("b.png", "#fed");
  await image("a.png");
  expect((await run()).frames).toBe(2);
  const rows = (await readFile(join(folder, "out/faces.csv"), "utf8")).trimEnd().split("\n");
  expect(rows.slice(1).map((row) => row.split(",").slice(0, 2))).toEqual(
    ["a.png", "b.png", "deeper/d.png"].map((name, k) => [join(folder, "in", name), `${k + 1}`]),
  );
  await rm(join(folder, "out/drive/events.json"));
  expect((await run()).frames).toBe(9);
  expect((await run({ minScore: 0.5 })).frames).toBe(3 + 9);
  expect((await run({ minScore: 0.5, redo: true })).frames).toBe(3 + 9);
  expect((await run({ minScore: 0.5 })).frames).toBe(0);
});

test("a new input does not move the names of those before it", async () => {
  await image("deeper/photo.png");
  await run();
  await image("a.png");
  await image("photo.png");
  expect((await run()).frames).toBe(2);
  expect(
    Object.keys(await results())
      .filter((name) => name.endsWith(".json"))
      .sort(),
  ).toEqual(["/a.json", "/photo-2.json", "/photo.json"]);
  expect(JSON.parse(await readFile(join(folder, "out/photo.json"), "utf8")).file).toContain(
    "deeper",
  );
});

test("what failed is listed with its reason, tried again on request, and when it has changed", async () => {
  await image("good.png");
  await writeFile(join(folder, "in/bad.png"), "no image");
  expect(await run()).toMatchObject({ code: 1, frames: 1 });
  const second = await run();
  expect(second).toMatchObject({ code: 1, frames: 0 });
  expect(second.err).toMatch(/bad\.png: the file is not an image.*--retry-failed/s);
  expect((await run({ retryFailed: true })).err).not.toContain("failed before");
  await image("bad.png");
  expect(await run()).toMatchObject({ code: 0, frames: 1, err: "" });
});

test("a damaged video is done as far as it goes, and listed each time", async () => {
  const whole = await readFile(join(FIXTURES, "h264.mp4"));
  await writeFile(join(folder, "in/cut.mp4"), whole.subarray(0, whole.length - 60));
  const first = await run();
  const second = await run();
  expect(first.code).toBe(1);
  expect(second).toMatchObject({ code: 1, frames: 0 });
  expect(second.err).toMatch(/1 input could be analysed in part only:\n.*breaks off/);
});

test.each([1, 2, 4, 8])(
  "stopped after %i frames and continued, the files are those of an unbroken run",
  async (stopAfter) => {
    await image("a.png");
    await copyFile(join(FIXTURES, "h264.mp4"), join(folder, "in/drive.mp4"));
    await copyFile(join(FIXTURES, "vp8.webm"), join(folder, "in/other.webm"));
    await run({ out: join(folder, "whole") });
    const stopped = await run({}, stopAfter);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain("the same command goes on from there");
    const rest = await run();
    expect(rest.code).toBe(0);
    // No frame is analysed twice after a stop, which writes a checkpoint.
    expect(stopped.frames + rest.frames).toBe(1 + 9 + 9);
    expect(await results()).toEqual(await results("whole"));
  },
);

test("a checkpoint of another content or of other options is not used", async () => {
  const path = join(folder, "in/drive.mp4");
  await copyFile(join(FIXTURES, "h264.mp4"), path);
  await run({}, 5);
  expect((await run({ minScore: 0.1 }, 7)).frames).toBe(7);
  await copyFile(join(FIXTURES, "hevc.mov"), path);
  expect((await run({ minScore: 0.1 })).frames).toBe(9);
});

test("a damaged journal or checkpoint costs work, not correctness", async () => {
  await image("a.png");
  await copyFile(join(FIXTURES, "h264.mp4"), join(folder, "in/drive.mp4"));
  await run({ out: join(folder, "whole") });
  await run({}, 6);
  await writeFile(join(folder, "out/.vigil/journal"), "\0\0garbage");
  await writeFile(join(folder, "out/.vigil/checkpoints/drive"), "garbage");
  expect(await run()).toMatchObject({ code: 0, frames: 10 });
  expect(await results()).toEqual(await results("whole"));
});

test("a second run into the folder is refused, naming the first", async () => {
  await image("a.png");
  await mkdir(join(folder, "out"));
  const lock = await lockFolder(join(folder, "out"));
  await expect(run()).rejects.toThrow(`process ${process.pid}) writes into`);
  await lock.release();
  expect((await run()).code).toBe(0);
});

test("a part without frames is an error that says where the video runs", async () => {
  await copyFile(join(FIXTURES, "h264.mp4"), join(folder, "in/drive.mp4"));
  const { code, err } = await run({ start: 100 });
  expect(code).toBe(1);
  expect(err).toMatch(/drive\.mp4: it has no frame from 1:40\.000; it runs from 0:00\.000 to 0:01/);
  expect(Object.keys(await results()).filter((name) => !name.startsWith("/.vigil"))).toEqual([]);
});
