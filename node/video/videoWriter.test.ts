import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import {
  expectQuarters,
  inMilliseconds,
  QUARTERS,
  quarters,
  readAll,
  TIMES,
  timesOf,
  writeQuarters,
} from "../../testing/videoFiles.ts";
import { openVideo } from "./openVideo.ts";
import type { VideoError } from "./videoError.ts";
import { createVideoWriter } from "./videoWriter.ts";

const folder = temporaryFolder();

test.each([".webm", ".mkv", ".mp4"])(
  "%s: times, colours and number of frames come back",
  async (ending) => {
    const times = TIMES.map((time) => time + 0.7);
    const video = await openVideo(await writeQuarters(join(folder, `video${ending}`), times));
    expect(video.facts).toMatchObject({ codec: "vp9", width: 64, height: 48 });
    const frames = await readAll(video);
    expect(timesOf(frames)).toEqual(inMilliseconds(times));
    for (const { frame } of frames) expectQuarters(frame, QUARTERS, 6);
  },
);

test("RGBA, odd sizes, and frames of another size", async () => {
  const path = join(folder, "odd.webm");
  const writer = await createVideoWriter(path, { width: 65, height: 47 });
  const rgb = quarters(65, 47);
  const data = new Uint8ClampedArray(65 * 47 * 4);
  for (let k = 0; k < 65 * 47; k++) data.set(rgb.data.subarray(3 * k, 3 * k + 3), 4 * k);
  await writer.write({ ...rgb, channels: 4, data }, 0);
  await writer.write(quarters(130, 94), 0.1);
  await writer.close();
  const frames = await readAll(await openVideo(path));
  expect(frames).toHaveLength(2);
  for (const { frame } of frames) {
    expect(frame).toMatchObject({ width: 65, height: 47 });
    expectQuarters(frame, QUARTERS, 6);
  }
});

test("no frame is lost when timestamps repeat or run back", async () => {
  const path = await writeQuarters(join(folder, "clock.webm"), [1, 1, 0.5, 2]);
  expect(timesOf(await readAll(await openVideo(path)))).toEqual([1, 1.001, 1.002, 2]);
});

test("other extensions and missing folders are rejected", async () => {
  const refusal = async (path: string): Promise<VideoError> =>
    createVideoWriter(path, { width: 64, height: 48 }).then(
      () => expect.fail("it was made"),
      (error: VideoError) => error,
    );
  expect((await refusal(join(folder, "video.gif"))).message).toMatch(/must end in \.webm/);
  const nowhere = await refusal(join(folder, "none", "video.webm"));
  expect(nowhere.code).toBe("unwritable");
  expect(nowhere.message).toMatch(/creating the file failed \(No such file/);
});
