import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { readAll, timesOf } from "../../testing/videoFiles.ts";
import { looksLikeSequence, type OpenSequenceOptions, openImageSequence } from "./imageSequence.ts";

const folder = temporaryFolder();
beforeAll(async () => {
  await mkdir(join(folder, "frames"));
  for (const n of [1, 2, 3, 5, 10]) {
    const name = join(folder, "frames", `frame_${String(n).padStart(3, "0")}.png`);
    await image(n).png().toFile(name);
  }
  for (const n of [1, 2, 10]) {
    await image(n)
      .jpeg()
      .toFile(join(folder, `shot-${n}.jpg`));
  }
});

/** A grey image whose grey level encodes its number. */
function image(n: number): Sharp {
  const level = 20 * n;
  const background = { r: level, g: level, b: level };
  return sharp({ create: { width: 32, height: 24, channels: 3, background } });
}

/** The numbers that the grey levels of the frames encode. */
async function shown(path: string, options: Parameters<typeof openImageSequence>[1]) {
  const frames = await readAll(await openImageSequence(path, options));
  return {
    numbers: frames.map(({ frame }) => Math.round((frame.data[0] ?? 0) / 20)),
    times: timesOf(frames),
    indices: frames.map(({ index }) => index),
  };
}

test("a numbered pattern: in order of numbers, with gaps in time", async () => {
  expect(await shown(join(folder, "frames/frame_%03d.png"), { frameRate: 10 })).toEqual({
    numbers: [1, 2, 3, 5, 10],
    times: [0, 0.1, 0.2, 0.4, 0.9],
    indices: [0, 1, 2, 3, 4],
  });
  const { numbers } = await shown(join(folder, "shot-%d.jpg"), { frameRate: 10 });
  expect(numbers).toEqual([1, 2, 10]);
});

test("a folder: in the order of names, 2 before 10", async () => {
  const found = await shown(folder, { frameRate: 25 });
  expect(found).toMatchObject({ numbers: [1, 2, 10], times: [0, 0.04, 0.08] });
});

test("a table with timestamps", async () => {
  const table = join(folder, "times.csv");
  await writeFile(
    table,
    '\ufefffile,timestamp\r\nshot-10.jpg,12.5\r\n"shot-1.jpg", 12.75\n\nframes/frame_003.png,14\n',
  );
  expect(await shown(table, {})).toMatchObject({ numbers: [10, 1, 3], times: [12.5, 12.75, 14] });
  expect(await shown(table, { start: 12.6, end: 13 })).toMatchObject({
    numbers: [1],
    indices: [1],
  });
});

test("facts, reduced size and reduced frame rate", async () => {
  const path = join(folder, "frames/frame_%03d.png");
  const video = await openImageSequence(path, { frameRate: 10, maxSide: 16, fps: 5 });
  expect(video.facts).toMatchObject({
    width: 16,
    height: 12,
    scale: 0.5,
    frames: 4,
    duration: 0.9,
  });
  const frames = await readAll(video);
  expect(timesOf(frames)).toEqual([0, 0.2, 0.4, 0.9]);
  expect(frames[0]?.frame).toMatchObject({ width: 16, height: 12, channels: 3 });
});

test("an unreadable image is reported and skipped", async () => {
  const some = join(folder, "some");
  await mkdir(some);
  for (const n of [1, 3])
    await image(n)
      .png()
      .toFile(join(some, `${n}.png`));
  await writeFile(join(some, "2.png"), "not an image");
  const warnings: string[] = [];
  const found = await shown(some, { frameRate: 10, onWarning: (m) => warnings.push(m) });
  expect(found).toEqual({ numbers: [1, 3], times: [0, 0.2], indices: [0, 2] });
  expect(warnings.join()).toMatch(/2\.png: the file is not an image.*left out/);
});

test("paths that are not sequences are reported", async () => {
  const refused = (
    path: string,
    options: OpenSequenceOptions = { frameRate: 10 },
  ): Promise<string> =>
    openImageSequence(path, options)
      .then(() => "it was opened")
      .catch((error: Error) => error.message);
  expect(await refused(join(folder, "none_%03d.png"))).toMatch(/no file has such a name/);
  expect(await refused(join(folder, "none/frame_%03d.png"))).toMatch(/cannot be read/);
  expect(await refused(folder, { frameRate: undefined })).toMatch(/--frame-rate/);
  const table = join(folder, "bad.csv");
  await writeFile(table, "name;time\n");
  expect(await refused(table)).toMatch(/begins with the line "file,timestamp"/);
  await writeFile(table, "file,timestamp\nshot-1.jpg,now\n");
  expect(await refused(table)).toMatch(/line 2 is not/);
  await writeFile(table, "file,timestamp\nshot-7.jpg,1\n");
  expect(await refused(table)).toMatch(/none of its 1 images/);
});

test("paths that are recognised as sequences", () => {
  expect(["a/frame_%06d.png", "%d.jpg", "times.CSV"].map(looksLikeSequence)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["clip.mp4", "100%.jpg", "folder"].map(looksLikeSequence)).toEqual([false, false, false]);
});
