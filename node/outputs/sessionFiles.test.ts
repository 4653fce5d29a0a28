import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseEvents } from "../../src/formats/eventsJson.ts";
import { parseJsonLines } from "../../src/formats/jsonLines.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { DriverEvent } from "../../src/report.ts";
import { EXAMPLE_SOURCE, exampleEnd, exampleSession } from "../../testing/exampleSession.ts";
import { SESSION_FILES } from "./sessionFileNames.ts";
import { openSessionFiles, type SessionFiles } from "./sessionFiles.ts";
import { collectThumbnails } from "./thumbnails.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-session-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A grey frame whose brightness encodes its timestamp: 2 steps per second. */
function frameAt(timestamp: number, width = 320, height = 240): Frame {
  const data = new Uint8Array(width * height * 3).fill(2 * Math.round(timestamp));
  return { width, height, channels: 3, data };
}

/** Writes the frames of a drive; the caller closes. */
async function begin(seconds: number): Promise<{ files: SessionFiles; frames: number }> {
  const files = await openSessionFiles(folder, EXAMPLE_SOURCE);
  let frames = 0;
  for (const result of exampleSession({ seconds })) {
    await files.onFrame(result, { frame: frameAt(result.frame.timestamp) });
    frames++;
  }
  return { files, frames };
}

async function write(seconds: number, stopped: string | null): Promise<void> {
  const { files, frames } = await begin(seconds);
  await files.close(exampleEnd(frames, stopped));
}

const text = (name: string): Promise<string> => readFile(join(folder, name), "utf8");

test("a session writes its files, all with the same frames and events", async () => {
  await write(40, null);
  expect((await readdir(folder)).sort()).toEqual([...SESSION_FILES].sort());
  const rows = (await text("frames.csv")).trimEnd().split("\n");
  expect(rows).toHaveLength(1 + 1200);
  expect(rows[0]).toMatch(/,perclos_60,perclos_60_coverage$/);
  const session = parseJsonLines(await text("frames.jsonl"));
  expect(session.frames).toHaveLength(1200);
  expect(session.notes).toEqual([]);
  const { events } = parseEvents(await text("events.json"));
  expect(events.map(({ kind }) => kind)).toContain("long-distraction");
  expect(await text("events.vtt")).toContain("00:00:22.000 --> 00:00:26.000");
  expect(await text("report.html")).toContain("data:image/jpeg;base64,");
});

test("a stopped session has all its files, and they report where it stopped", async () => {
  await write(24, "stopped by the user");
  expect((await text("frames.csv")).trimEnd().split("\n")).toHaveLength(1 + 720);
  expect(parseJsonLines(await text("frames.jsonl")).end?.stopped).toBe("stopped by the user");
  expect(parseEvents(await text("events.json")).end.stopped).toBe("stopped by the user");
  expect(await text("events.vtt")).toContain("Stopped early: stopped by the user");
  expect(await text("report.html")).toContain("The last frame is at 0:24.0");
});

test("a killed session leaves complete rows, and no files of an earlier one", async () => {
  await write(30, null);
  const { files } = await begin(2);
  expect((await readdir(folder)).sort()).toEqual([".vigil.lock", "frames.csv", "frames.jsonl"]);
  expect(await text("frames.csv")).toMatch(/\n$/);
  const session = parseJsonLines(await text("frames.jsonl"));
  expect(session.frames).toHaveLength(60);
  expect(session.notes.join()).toMatch(/broke off after frame 59/);
  await files.close(exampleEnd(60));
});

test("without a frame the files exist and are empty", async () => {
  await write(0, "the video has no frame");
  expect((await text("frames.csv")).split("\n")).toHaveLength(2);
  expect(parseJsonLines(await text("frames.jsonl")).frames).toEqual([]);
  expect(await text("report.html")).toContain("No frame was analysed");
});

test("files of other programs are not overwritten, and then no file is started", async () => {
  for (const name of SESSION_FILES) {
    await writeFile(join(folder, name), "frame,face_id,timestamp,confidence,success,gaze_0_x\n");
    await expect(openSessionFiles(folder, EXAMPLE_SOURCE)).rejects.toThrow(
      `${join(folder, name)} was not written by Vigil`,
    );
    expect(await readdir(folder)).toEqual([name]);
    await rm(join(folder, name));
  }
});

test("the error of a folder that cannot be created names it", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(openSessionFiles(join(folder, "file", "x"), EXAMPLE_SOURCE)).rejects.toThrow(
    /file.x cannot be created \(ENOTDIR\)/,
  );
});

test("files can be selected, and so can a report without images", async () => {
  const options = { files: ["report.html"], images: false } as const;
  const files = await openSessionFiles(folder, EXAMPLE_SOURCE, options);
  for (const result of exampleSession({ seconds: 26 })) {
    await files.onFrame(result, { frame: frameAt(0) });
  }
  await files.close(exampleEnd(780));
  expect(await readdir(folder)).toEqual(["report.html"]);
  expect(await text("report.html")).not.toContain("data:image");
});

test("ongoing events are written as the monitor ends them", async () => {
  let ongoing: readonly DriverEvent[] = [];
  const finish = () => ({ changed: ongoing.map((event) => ({ ...event, end: 24.5 })) });
  const files = await openSessionFiles(folder, EXAMPLE_SOURCE, { finish });
  for (const result of exampleSession({ seconds: 25.5 })) {
    ongoing = result.report.ongoing;
    await files.onFrame(result, { frame: frameAt(0) });
  }
  await files.close(exampleEnd(765));
  const yawn = { kind: "yawn", start: 22, end: 24.5 };
  expect(parseJsonLines(await text("frames.jsonl")).changed).toMatchObject([yawn]);
  expect(parseEvents(await text("events.json")).events).toContainEqual(
    expect.objectContaining(yawn),
  );
});

/** The time that an image of `frameAt` shows. */
async function timeIn(image: string | undefined): Promise<number> {
  const bytes = Buffer.from(image?.split(",")[1] ?? "", "base64");
  const { channels } = await sharp(bytes).stats();
  return (channels[0]?.mean ?? Number.NaN) / 2;
}

test("an event's image is from its middle, not from when it was recognised", async () => {
  const thumbnails = collectThumbnails();
  const kinds = new Map<number, string>();
  for (const result of exampleSession({ seconds: 120 })) {
    for (const { id, kind } of result.report.changed) kinds.set(id, kind);
    await thumbnails.onFrame(result, frameAt(result.frame.timestamp));
  }
  const times = new Map<string | undefined, number>();
  for (const [id, image] of thumbnails.images()) {
    times.set(kinds.get(id), await timeIn(image));
  }
  expect([...times.keys()].sort()).toEqual([
    "driver-absent",
    "long-distraction",
    "microsleep",
    "sleep",
    "view-degraded",
    "yawn",
  ]);
  // Each is recognised some seconds after its start; its image is of half that time.
  expect(Math.abs((times.get("yawn") ?? 0) - 23.5)).toBeLessThan(1);
  expect(Math.abs((times.get("view-degraded") ?? 0) - 56)).toBeLessThan(1);
  expect(Math.abs((times.get("sleep") ?? 0) - 85.5)).toBeLessThan(1);
});

test("the caller may use a frame's pixels again at once", async () => {
  const thumbnails = collectThumbnails();
  const kept = {
    width: 64,
    height: 48,
    channels: 3,
    data: new Uint8Array(64 * 48 * 3),
  } as const;
  for (const result of exampleSession({ seconds: 40, rate: 2 })) {
    kept.data.fill(200);
    const added = thumbnails.onFrame(result, kept);
    kept.data.fill(0);
    await added;
  }
  const [image = ""] = thumbnails.images().values();
  const { dominant } = await sharp(Buffer.from(image.split(",")[1] ?? "", "base64")).stats();
  expect(dominant.r).toBeGreaterThan(190);
});

test("images are small, and of many events the most severe ones keep theirs", async () => {
  const thumbnails = collectThumbnails(2);
  const sleeps: number[] = [];
  const frame = frameAt(0, 1280, 720);
  for (const result of exampleSession({ seconds: 90, rate: 2 })) {
    for (const { id, kind } of result.report.changed) if (kind === "sleep") sleeps.push(id);
    await thumbnails.onFrame(result, frame);
  }
  const images = thumbnails.images();
  expect(images.size).toBe(2);
  expect(images.has(sleeps[0] ?? 0)).toBe(true);
  const [image] = images.values();
  const bytes = Buffer.from(image?.split(",")[1] ?? "", "base64");
  expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 240 });
});

test("an interrupted session goes on: its files are those of an unbroken one, byte for byte", async () => {
  const results = [...exampleSession({ seconds: 40 })];
  const whole = join(folder, "whole");
  const broken = join(folder, "broken");
  const add = async (files: SessionFiles, from: number, to: number): Promise<void> => {
    for (const result of results.slice(from, to)) {
      await files.onFrame(result, { frame: frameAt(result.frame.timestamp) });
    }
  };
  const unbroken = await openSessionFiles(whole, EXAMPLE_SOURCE);
  await add(unbroken, 0, results.length);
  await unbroken.close(exampleEnd(results.length, null));

  const first = await openSessionFiles(broken, EXAMPLE_SOURCE);
  await add(first, 0, 700);
  const saved = structuredClone(await first.save());
  // Written after the checkpoint, and written again by whoever goes on.
  await add(first, 700, 750);
  await first.close(exampleEnd(750, "killed"));

  const second = await openSessionFiles(broken, EXAMPLE_SOURCE, { saved });
  await add(second, 700, results.length);
  await second.close(exampleEnd(results.length, null));
  for (const name of SESSION_FILES) {
    const [p, q] = await Promise.all([whole, broken].map((place) => readFile(join(place, name))));
    expect(q?.equals(p ?? Buffer.alloc(0)), name).toBe(true);
  }
  expect(await readdir(broken)).toHaveLength(SESSION_FILES.length);
});

test("two sessions do not write into one folder", async () => {
  const { files } = await begin(1);
  await expect(openSessionFiles(folder, EXAMPLE_SOURCE)).rejects.toThrow(/Another run of Vigil/);
  await files.close(exampleEnd(30, null));
  await write(1, null);
});
