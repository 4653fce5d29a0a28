import {
  access,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { FIXTURES, inMilliseconds, readAll, TIMES, timesOf } from "../../testing/videoFiles.ts";
import { SESSION_FILES } from "../outputs/sessionFileNames.ts";
import { openVideo } from "../video/openVideo.ts";
import { analyzeFiles } from "./analyzeFiles.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { Engine } from "./engine.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-videos-"));
  await mkdir(join(folder, "in"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A fixture in the folder, under another name if wanted. */
async function clip(name: string, as = name): Promise<string> {
  const path = join(folder, "in", as);
  await copyFile(join(FIXTURES, name), path);
  return path;
}

/** Finds a face in every frame except those whose numbers, from 0, are listed. */
function engineWithout(...turns: number[]): Engine {
  let turn = 0;
  return {
    cards: {
      detector: { ...DETECTION_CARD, name: "example-detector", version: "1" },
      landmarks: { ...LANDMARKS_CARD, name: "example-landmarks", version: "1" },
    },
    async analyze({ width, height }) {
      const faces = turns.includes(turn++)
        ? []
        : [exampleFace({ centerX: 32, centerY: 24, scale: 10 })];
      return exampleAnalysis(faces, width, height);
    },
    dispose: async () => {},
  };
}

async function run(
  options: Partial<AnalyzeRequest> & Pick<AnalyzeRequest, "paths">,
  engine: Engine = engineWithout(),
  stop: AbortSignal = new AbortController().signal,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { output, terminal } = recordingTerminal();
  const switches = {
    recursive: false,
    pts: false,
    image: false,
    quiet: false,
    video: false,
    allFaces: false,
  };
  const request = { out: join(folder, "out"), secondPass: true, ...switches, ...options };
  const code = await analyzeFiles(request, { terminal, loadEngine: async () => engine, stop });
  return { code, ...output };
}

/** Some columns of a video's table. */
async function table(name: string, ...columns: string[]): Promise<string[][]> {
  const text = await readFile(join(folder, "out", name, "frames.csv"), "utf8");
  expect(text.endsWith("\n")).toBe(true);
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((row) =>
    columns.map((column) => row[header.indexOf(column)] ?? "no such column"),
  );
}

test("one row per frame with the container's timestamp, also without a face", async () => {
  const { code, out, err } = await run({ paths: [await clip("h264.mp4")] }, engineWithout(2, 3));
  expect(err).toBe("");
  expect(code).toBe(0);
  const rows = await table("h264", "frame", "timestamp", "success");
  expect(rows.map(([frame]) => Number(frame))).toEqual(TIMES.map((_, k) => k + 1));
  expect(inMilliseconds(rows.map(([, time]) => Number(time)))).toEqual(TIMES);
  expect(rows.map((row) => row[2]).join("")).toContain("0");
  expect(out).toMatch(/h264\.mp4: 9 frames, the driver in \d; results in .*out.h264/);
  // Without images there is no table of images.
  await expect(access(join(folder, "out/faces.csv"))).rejects.toThrow();
  await expect(access(join(folder, "out/h264/stopped.json"))).rejects.toThrow();
});

test("the table of all faces has the driver's rows with the same id", async () => {
  await run({ paths: [await clip("h264.mp4")], allFaces: true }, engineWithout(2));
  const [header = [], ...rows] = (await readFile(join(folder, "out/h264/faces.csv"), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const ofDriver = await table("h264", "frame", "face_id", "timestamp");
  const columns = ["frame", "face_id", "timestamp"].map((name) => header.indexOf(name));
  expect(rows.map((row) => columns.map((column) => row[column]))).toEqual(ofDriver);
});

test("images and videos together, in folders too; their names do not collide", async () => {
  await clip("vp8.webm", "a.webm");
  await clip("mjpeg.avi", "a.avi");
  await sharp({ create: { width: 320, height: 240, channels: 3, background: "#678" } }).toFile(
    join(folder, "in/a.png"),
  );
  const { code, err } = await run({ paths: [join(folder, "in")], image: true });
  expect(err).toBe("");
  expect(code).toBe(0);
  const found = await readdir(join(folder, "out"));
  expect(found.toSorted()).toEqual(["a-2", "a-3", "a.annotated.jpg", "a.json", "faces.csv"]);
  expect((await readdir(join(folder, "out/a-3"))).toSorted()).toEqual(SESSION_FILES.toSorted());
  expect(await table("a-2", "timestamp")).toHaveLength(9);
});

test("a video without a known extension is recognised by its bytes", async () => {
  const { code } = await run({ paths: [await clip("h264-sound.mkv", "recording")] });
  expect(code).toBe(0);
  expect(await table("recording", "frame")).toHaveLength(TIMES.length);
});

test("the annotated video has every frame at its timestamp, and is not an input of later runs", async () => {
  await clip("h264.mp4", "a.mp4");
  const out = join(folder, "in");
  await run({ paths: [out], out, video: true });
  const annotated = await readAll(await openVideo(join(out, "a", "a.annotated.webm")));
  expect(timesOf(annotated)).toEqual(TIMES);
  const again = await run({ paths: [out], out, recursive: true });
  expect(again.out).toMatch(/a\.mp4: 9 frames/);
  expect(again.out).not.toContain("annotated");
});

test("a part of a video, with a lower frame rate and size", async () => {
  const paths = [await clip("h264.mp4")];
  await run({ paths, start: 0.1, end: 1.2, fps: 5, maxSide: 32 });
  const rows = await table("h264", "timestamp", "image_width");
  expect(inMilliseconds(rows.map(([time]) => Number(time)))).toEqual([0.2, 0.52, 1]);
  expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(["32"]));
});

test("images as a video", async () => {
  for (const n of [7, 8, 10]) {
    const image = sharp({ create: { width: 64, height: 48, channels: 3, background: "#678" } });
    await image.toFile(join(folder, "in", `frame_${n}.png`));
  }
  const paths = [join(folder, "in/frame_%d.png")];
  expect((await run({ paths, frameRate: 10 })).code).toBe(0);
  expect(await table("frame", "frame", "timestamp")).toEqual([
    ["1", "0"],
    ["2", "0.1"],
    ["3", "0.3"],
  ]);
  expect((await run({ paths: [join(folder, "in")], frameRate: 10 })).code).toBe(0);
  expect(await table("in", "timestamp")).toEqual([["0"], ["0.1"], ["0.2"]]);
  const withoutRate = await run({ paths });
  expect(withoutRate.code).toBe(1);
  expect(withoutRate.err).toMatch(/--frame-rate/);
});

test("stopped: complete rows, a stop file, exit code 130, a playable video; the next run removes the stop file", async () => {
  const paths = [await clip("h264.mp4", "one.mp4"), await clip("h264.mp4", "two.mp4")];
  const stop = new AbortController();
  const engine = engineWithout();
  let turns = 0;
  const stopping: Engine = {
    ...engine,
    analyze: (frame, options) => {
      if (++turns === 4) stop.abort();
      return engine.analyze(frame, options);
    },
  };
  const { code, out, err } = await run({ paths, video: true }, stopping, stop.signal);
  expect(code).toBe(130);
  expect(out).toMatch(/one\.mp4: \d frames, .*stopped after 0:00\./);
  expect(err).toMatch(/Stopped after 0 of 2 videos; what is written is complete/);
  const rows = await table("one", "frame", "mouth_valid", "timestamp");
  expect(rows.length).toBeLessThan(TIMES.length);
  const note = JSON.parse(await readFile(join(folder, "out/one/stopped.json"), "utf8"));
  expect(note).toMatchObject({ schema: "vigil-stopped", frames: rows.length });
  expect(note.lastTimestamp).toBe(Number(rows.at(-1)?.[2]));
  const annotated = await readAll(await openVideo(join(folder, "out/one/one.annotated.webm")));
  expect(annotated).toHaveLength(rows.length);
  await run({ paths });
  await expect(access(join(folder, "out/one/stopped.json"))).rejects.toThrow();
});

test("a truncated file is analysed up to the cut and listed with exit code 1, and so is a file that is not a video", async () => {
  const whole = await readFile(join(FIXTURES, "h264.mp4"));
  const cut = join(folder, "in", "cut.mp4");
  await writeFile(cut, whole.subarray(0, whole.length - 60));
  const text = join(folder, "in", "text.mp4");
  await writeFile(text, "dear diary");
  const alone = await run({ paths: [cut] });
  expect(alone.code).toBe(1);
  expect(alone.err).toMatch(
    /1 input could be analysed in part only:\n.*cut\.mp4: it breaks off after 0:0/,
  );
  await rm(join(folder, "out"), { recursive: true });
  const { code, err } = await run({ paths: [text, cut, join(folder, "in/none.mp4")] });
  expect(code).toBe(1);
  expect(err).toMatch(/warning: .*cut\.mp4: it breaks off after 0:0/);
  expect(err).toMatch(
    /2 inputs could not be analysed:\n.*text\.mp4: .*not a video.*\n.*none\.mp4: there is no/,
  );
  expect((await table("cut", "frame")).length).toBeGreaterThan(4);
  expect(await readdir(join(folder, "out"))).toEqual(["cut"]);
});

test("an input is never overwritten", async () => {
  await mkdir(join(folder, "out/a"), { recursive: true });
  const path = join(folder, "out/a/a.annotated.webm");
  await copyFile(join(FIXTURES, "vp8.webm"), path);
  await copyFile(path, join(folder, "in/a.webm"));
  const { code, err } = await run({ paths: [join(folder, "in/a.webm"), path], video: true });
  expect((await readFile(path)).equals(await readFile(join(FIXTURES, "vp8.webm")))).toBe(true);
  expect(code).toBe(1);
  expect(err).toMatch(/not overwritten/);
});
