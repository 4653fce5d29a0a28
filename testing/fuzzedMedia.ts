// Images and videos, for `fuzz`: every format that is written here or lies in the tests' fixtures.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import sharp from "sharp";
import { decodeImage } from "../node/images.ts";
import { openVideo } from "../node/video/openVideo.ts";
import type { FuzzedKind } from "./fuzz.ts";

const IMAGES = ["jpeg", "png", "webp", "tiff", "gif", "avif"] as const;

/** @param folder for files; @param root the package's folder. */
export async function fuzzedMedia(folder: string, root: string): Promise<FuzzedKind[]> {
  await mkdir(folder, { recursive: true });
  const photograph = await readFile(join(root, "samples/driver-mask.jpg"));
  const images = IMAGES.map(async (format): Promise<FuzzedKind> => {
    const valid = await sharp(photograph).resize(120).toFormat(format).toBuffer();
    const read = (bytes: Uint8Array): unknown => decodeImage(bytes, `image.${format}`);
    return { name: format, valid, isText: false, seconds: 20, read };
  });
  const fixtures = join(root, "node/video/fixtures");
  const names = (await readdir(fixtures)).filter((name) => !/\.(sh|m4a)$/.test(name));
  const videos = names.map(async (file): Promise<FuzzedKind> => {
    const stored = await readFile(join(fixtures, file));
    const isPacked = extname(file) === ".gz";
    const name = isPacked ? file.slice(0, -".gz".length) : file;
    const valid = isPacked ? gunzipSync(stored) : stored;
    const path = join(folder, `damaged${extname(name)}`);
    const read = (bytes: Uint8Array): unknown => readVideo(path, bytes);
    return { name, valid, isText: false, seconds: 30, share: 0.5, read };
  });
  return Promise.all([...images, ...videos]);
}

async function readVideo(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes);
  const video = await openVideo(path, { onWarning: () => {} });
  for await (const _ of video) {
    // Every frame is decoded.
  }
  await rm(path);
}
