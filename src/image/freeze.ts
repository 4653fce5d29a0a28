// Tells a source that repeats one image from a calm driver.
//
// A camera's noise and a living face change some pixels within two seconds. An encoder of a frozen image does not, or
// hardly: its key frames differ a little. Measured on 29 clips of people at rest (the stillest 2 s of each) and on the same
// clips frozen and encoded again: in the face, at least 1.9 % of the pixels of a live image differ by more than 8 of 255,
// and at most 0.1 % of a frozen one (1.3 % at H.264's poorest quality).

import type { Frame } from "./frame.ts";
import type { Box } from "./geometry.ts";

/** Pixels along the longer side that are compared. */
const SAMPLES = 320;

/** An image is the same while no larger share of the pixels differs by more than this. */
const FACE_LIMIT = { difference: 8, share: 0.01 };

/** Around a face that is the same, a clock may be drawn into a frozen image; outside a moving car more changes. */
const SURROUNDINGS_LIMIT = { difference: 8, share: 0.05 };

/** Without a face, nothing in the image need move but noise: only nearly equal images are the same. */
const IMAGE_LIMIT = { difference: 2, share: 0.01 };

/** A source that is stuck may repeat up to so many images in turn, as one with two buffers does. A camera never gives an image twice. */
const LONGEST_LOOP = 4;

/** Follows for how long images have been the same. */
export interface FreezeWatch {
  /**
   * Takes in the next image.
   *
   * @param timestamp seconds.
   * @param face where the driver's face is; null when none is seen.
   * @returns the seconds since the first image that this one repeats; 0 for a new one.
   */
  next(image: ImageSamples, timestamp: number, face: Box | null): number;
  /** The state between two images, for a structured clone. */
  save(): SavedFreeze;
}

/** The image that later ones are compared with, and its time, seconds. */
export interface SavedFreeze {
  readonly first: ImageSamples | undefined;
  readonly since: number;
  /** The last different images. Older states have none. */
  readonly recent?: readonly ImageSamples[];
}

/** The green channel on a grid of pixels. */
export interface ImageSamples {
  readonly step: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/**
 * Starts to watch images.
 *
 * @param saved what `save` returned, to continue from there.
 * @example
 * const watch = watchFreeze();
 * watch.next(sampleImage(frame), 10, null); // 0
 * watch.next(sampleImage(frame), 12.5, null); // 2.5
 */
export function watchFreeze(saved?: SavedFreeze): FreezeWatch {
  let { first = undefined as ImageSamples | undefined, since = 0, recent = [] } = saved ?? {};
  return {
    next(samples, timestamp, face) {
      const isLooped = recent.some((image) => isIdentical(image, samples));
      if (!isLooped) recent = [...recent, samples].slice(-LONGEST_LOOP);
      const isRepeated = first !== undefined && (isLooped || isSame(first, samples, face));
      if (!isRepeated || timestamp < since) {
        first = samples;
        since = timestamp;
      }
      return timestamp - since;
    },
    save: () => ({ first, since, recent }),
  };
}

/** The pixels of an image that are compared. */
export function sampleImage({ width, height, channels, data }: Frame): ImageSamples {
  const step = Math.max(1, Math.round(Math.max(width, height) / SAMPLES));
  const offset = step >> 1;
  const columns = Math.ceil((width - offset) / step);
  const rows = Math.ceil((height - offset) / step);
  const values = new Uint8Array(columns * rows);
  for (let row = 0, k = 0; row < rows; row++) {
    const line = (row * step + offset) * width + offset;
    for (let column = 0; column < columns; column++) {
      values[k++] = data[(line + column * step) * channels + 1] ?? 0;
    }
  }
  return { step, columns, width, height, values };
}

function isIdentical(first: ImageSamples, now: ImageSamples): boolean {
  return (
    first.width === now.width &&
    first.height === now.height &&
    first.values.every((value, k) => value === now.values[k])
  );
}

function isSame(first: ImageSamples, now: ImageSamples, face: Box | null): boolean {
  if (first.width !== now.width || first.height !== now.height) return false;
  const { step, columns } = now;
  const rows = now.values.length / columns;
  const whole = { left: 0, top: 0, right: columns, bottom: rows };
  if (face === null) return isAreaSame(first, now, whole, IMAGE_LIMIT);
  const column = (x: number): number => Math.min(columns, Math.max(0, Math.floor(x / step)));
  const row = (y: number): number => Math.min(rows, Math.max(0, Math.floor(y / step)));
  const area = {
    left: column(face.x),
    top: row(face.y),
    right: column(face.x + face.width),
    bottom: row(face.y + face.height),
  };
  return (
    isAreaSame(first, now, area, FACE_LIMIT) && isAreaSame(first, now, whole, SURROUNDINGS_LIMIT)
  );
}

/** A rectangle of samples; `right` and `bottom` are outside it. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function isAreaSame(
  first: ImageSamples,
  now: ImageSamples,
  { left, top, right, bottom }: Area,
  { difference, share }: typeof FACE_LIMIT,
): boolean {
  const count = (right - left) * (bottom - top);
  // A face outside the image tells nothing.
  if (count <= 0) return false;
  let allowed = share * count;
  for (let y = top; y < bottom; y++) {
    for (let k = y * now.columns + left; k < y * now.columns + right; k++) {
      const change = Math.abs((first.values[k] ?? 0) - (now.values[k] ?? 0));
      if (change > difference && --allowed < 0) return false;
    }
  }
  return true;
}
