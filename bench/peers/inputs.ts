// The frames and images that all peers get: the same bytes, 640 × 480.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { IMAGE_NAME } from "../../node/images.ts";
import { openVideo } from "../../node/video/openVideo.ts";

export const WIDTH = 640;
export const HEIGHT = 480;

/** Files of one kind: a followed face in a video, or single images. */
export interface InputSet {
  readonly kind: "video" | "images";
  /** Names below the folder of all inputs. */
  readonly files: readonly string[];
}

/** Seconds of the clip before the first frame: the driver looks ahead from there on. */
const START = 1;

/**
 * Writes frames of a video and images as JPEG files.
 *
 * @param count frames of the video.
 * @param images a folder of images, scaled to fit, black around them.
 */
export async function writeInputs(
  into: string,
  video: string,
  count: number,
  images: string,
): Promise<InputSet[]> {
  const frames: string[] = [];
  await mkdir(join(into, "video"), { recursive: true });
  for await (const { frame } of await openVideo(video, { start: START })) {
    const { width, height, channels } = frame;
    const image = sharp(frame.data, { raw: { width, height, channels } });
    frames.push(`video/${String(frames.length).padStart(4, "0")}.jpg`);
    await writeJpeg(image, join(into, frames[frames.length - 1] ?? ""));
    if (frames.length === count) break;
  }
  const found = (await readdir(images)).filter((name) => IMAGE_NAME.test(name)).sort();
  await mkdir(join(into, "images"), { recursive: true });
  const pictures: string[] = [];
  for (const [k, name] of found.entries()) {
    pictures.push(`images/${String(k).padStart(4, "0")}.jpg`);
    await writeJpeg(sharp(join(images, name)).rotate(), join(into, pictures[k] ?? ""));
  }
  return [
    { kind: "video", files: frames },
    { kind: "images", files: pictures },
  ];
}

async function writeJpeg(image: Sharp, path: string): Promise<void> {
  const fitted = image.resize(WIDTH, HEIGHT, { fit: "contain", background: "#000" });
  await writeFile(path, await fitted.jpeg({ quality: 92 }).toBuffer());
}
