import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { readImageFile } from "./images.ts";
import { pathOf } from "./paths.ts";
import { openImageSequence } from "./video/imageSequence.ts";
import { openVideo } from "./video/openVideo.ts";

test("a file: URL is as good as a path", async () => {
  const path = resolve("samples/driver-mask.jpg");
  for (const given of [pathToFileURL(path), pathToFileURL(path).href]) {
    expect(pathOf(given, "An image")).toBe(path);
  }
  expect((await readImageFile(pathToFileURL(path))).width).toBe(640);
});

test.each([[42], [undefined], [null], [""], [{}], [new URL("https://example.org/a.jpg")]])(
  "%s is no path, and the message says so",
  async (given) => {
    const wrong = given as unknown as string;
    await expect(readImageFile(wrong)).rejects.toThrow(/image .*file: URL/);
    await expect(openVideo(wrong)).rejects.toThrow(/video .*file: URL/);
  },
);

test("options of videos are checked before anything is opened", async () => {
  const wrong: [object, RegExp][] = [
    [{ fps: 0 }, /fps must be a number above 0, got 0/],
    [{ fps: Number.NaN }, /fps .*NaN/],
    [{ maxSide: 0 }, /maxSide must be a whole number from 1 on, got 0/],
    [{ maxSide: "640" }, /maxSide .*"640"/],
    [{ start: Number.NaN }, /start must be a number of seconds, got NaN/],
    [{ start: 5, end: 2 }, /end must be after start/],
    [{ onWarning: "log" }, /onWarning must be a function/],
  ];
  for (const [options, message] of wrong) {
    for (const opened of [
      openVideo("nothing.mp4", options),
      openImageSequence("nothing", options),
    ]) {
      const failed = await opened.catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(RangeError);
      expect(String(failed)).toMatch(message);
    }
  }
});
