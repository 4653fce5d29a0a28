// Tracks faces from frame to frame: windows, identities, the driver, and smoothed landmarks.

import type { Frame, FrameInput } from "../image/frame.ts";
import { frameCopier } from "../image/frameCopier.ts";
import type { Box } from "../image/geometry.ts";
import { clamp } from "../math/statistics.ts";
import { check, finite, wholeNumber } from "../options.ts";
import { assumeIntrinsics } from "../pose/camera.ts";
import type { Analysis, Face } from "../result.ts";
import { chooseDriver } from "./chooseDriver.ts";
import { smoothFace } from "./smoothFace.ts";
import { DEFAULT_SMOOTHING } from "./smoothLandmarks.ts";
import type { TrackedFrame } from "./trackedFrame.ts";
import {
  checkTracker,
  type SavedTracker,
  type Track,
  type TrackedVigil,
  type TrackerOptions,
} from "./trackerOptions.ts";

/** Tracks the faces of one video; see `createTracker`. */
export interface Tracker {
  /**
   * Analyses the next frame.
   *
   * @param timestamp seconds, presentation or capture time. When it runs back or jumps, faces keep their identities
   *   by their positions, smoothing restarts and the detector runs.
   * @param index number of the frame; default: one more than the last.
   * @throws {RangeError} when the frame or the timestamp is malformed.
   */
  next(frame: FrameInput, timestamp: number, index?: number): Promise<TrackedFrame>;
  /**
   * Everything that the tracker carries from frame to frame. Plain data for a structured clone; JSON has no infinite
   * numbers. A tracker made from it continues as this one would. Not to be called during `next`.
   */
  save(): SavedTracker;
}

const NOTHING_TRACKED: SavedTracker = {
  tracks: [],
  lastIds: 0,
  driver: undefined,
  last: { timestamp: Number.NEGATIVE_INFINITY, index: -1, width: 0, height: 0 },
  detectedAt: Number.NEGATIVE_INFINITY,
};

/** A lost face that returns to the same place within this time, in seconds, keeps its identity. */
const IDENTITY_KEPT = 2;
/** After a longer pause between frames, in seconds, the detector runs: faces may have moved anywhere. */
const LONGEST_PAUSE = 0.5;

/**
 * Starts tracking faces.
 *
 * The windows of the next frame are placed by the latest landmarks. The detector runs while the driver is not in
 * view, when a face was lost or has a low score, and once a second. Calls must not overlap: await each one before
 * the next.
 *
 * @throws {RangeError} naming the first malformed option, or when there is no Vigil.
 *
 * @example
 * const tracker = createTracker(vigil);
 * const first = await tracker.next(frame, 0);
 * const second = await tracker.next(frame, 1 / 30);
 * first.faces.map(({ id }) => id); // [1]
 * second.faces.map(({ id }) => id); // [1]
 * second.driver; // 1
 */
export function createTracker(vigil: TrackedVigil, options: TrackerOptions = {}): Tracker {
  checkTracker(vigil, options);
  const { detectEvery = 1, sureScore = 0.5, seat, saved = NOTHING_TRACKED, ...rest } = options;
  const { smoothing = DEFAULT_SMOOTHING, ...analyzing } = rest;
  let { tracks, lastIds, driver, last, detectedAt } = saved;

  /** Analyses the windows of the tracked faces, and runs the detector when that may not be enough. */
  async function analyze(frame: Frame, timestamp: number): Promise<Analysis> {
    const known = tracks.filter(({ present }) => present).map(({ found }) => found);
    const pause = timestamp - last.timestamp;
    const due =
      driver?.seen !== last.timestamp ||
      known.some(({ score }) => score < sureScore) ||
      tracks.length > known.length ||
      timestamp - detectedAt >= detectEvery ||
      !(pause > 0 && pause <= LONGEST_PAUSE) ||
      frame.width !== last.width ||
      frame.height !== last.height;
    let spent: Milliseconds = { detect: 0, landmarks: 0, measures: 0 };
    if (!due) {
      const followed = await vigil.analyze(frame, { ...analyzing, known, boxes: [] });
      if (followed.faces.length === known.length) return followed;
      spent = followed.milliseconds;
    }
    detectedAt = timestamp;
    const analysis = await vigil.analyze(frame, { ...analyzing, known });
    return { ...analysis, milliseconds: sumOf(spent, analysis.milliseconds) };
  }

  /** The frame's faces as tracks: known faces keep their identities, others get new ones. */
  function updateTracks(faces: readonly Face[], frame: Frame, timestamp: number): Track[] {
    const camera = options.intrinsics ?? assumeIntrinsics(frame.width, frame.height);
    const remembered = tracks.filter(({ seen }) => Math.abs(timestamp - seen) <= IDENTITY_KEPT);
    const partners = associate(
      remembered.map(({ face }) => face.box),
      faces.map(({ box }) => box),
    );
    const now = faces.map((found, k): Track => {
      const before = remembered[partners[k] ?? -1];
      const id = before?.face.id ?? ++lastIds;
      const common = { found, present: true, seen: timestamp };
      if (smoothing === false) return { face: { ...found, id }, smoothing: undefined, ...common };
      const { face, state } = smoothFace(before?.smoothing, found, timestamp, camera, {
        smoothing,
        correction: vigil.cards?.landmarks.runtime.poseCorrection,
      });
      return { face: { ...face, id }, smoothing: state, ...common };
    });
    const lost = remembered.filter((_, index) => !partners.includes(index));
    return [...now, ...lost.map((track) => ({ ...track, present: false }))];
  }

  async function track(frame: Frame, timestamp: number, index: number): Promise<TrackedFrame> {
    const { faces: found, milliseconds, width, height } = await analyze(frame, timestamp);
    tracks = updateTracks(found, frame, timestamp);
    const faces = tracks.filter(({ present }) => present).map(({ face }) => face);
    driver = chooseDriver(faces, driver, timestamp, frame, seat);
    last = { timestamp, index, width, height };
    const driving = faces.find(({ id }) => id === driver?.id);
    return {
      index,
      timestamp,
      width,
      height,
      faces,
      driver: driving?.id ?? null,
      brightness: meanBrightness(frame, driving?.box),
      milliseconds,
    };
  }

  const { withCopy } = frameCopier();
  return {
    async next(input, timestamp, index = last.index + 1) {
      check(finite, timestamp, "A frame's timestamp in seconds");
      check(wholeNumber, index, "A frame's index");
      // Pixels are read again after the analysis, when the caller may have reused them.
      return withCopy(input, (frame) => track(frame, timestamp, index));
    },
    save: () => ({ tracks, lastIds, driver, last, detectedAt }),
  };
}

type Milliseconds = Analysis["milliseconds"];

function sumOf(p: Milliseconds, q: Milliseconds): Milliseconds {
  return {
    detect: p.detect + q.detect,
    landmarks: p.landmarks + q.landmarks,
    measures: p.measures + q.measures,
  };
}

/** Two boxes can show the same face when the distance of their centres is below this many mean sizes … */
const FARTHEST = 0.9;
/** … and their sizes differ by at most this factor. */
const MOST_GROWTH = 1.8;

/**
 * Matches the boxes of two frames greedily, nearest pair first; each box is used at most once.
 *
 * @returns for each box of `now` the index of its partner in `before`, or null.
 */
function associate(before: readonly Box[], now: readonly Box[]): (number | null)[] {
  const pairs = before
    .flatMap((p, from) => now.map((q, to) => ({ from, to, distance: distanceBetween(p, q) })))
    .filter(({ distance }) => distance < FARTHEST)
    .sort((p, q) => p.distance - q.distance);
  const partners: (number | null)[] = now.map(() => null);
  const taken = new Set<number>();
  for (const { from, to } of pairs) {
    if (taken.has(from) || partners[to] !== null) continue;
    partners[to] = from;
    taken.add(from);
  }
  return partners;
}

/** Distance of the centres in mean sizes; infinite when the sizes differ too much for the same face. */
function distanceBetween(p: Box, q: Box): number {
  const sizeP = sizeOf(p);
  const sizeQ = sizeOf(q);
  const growth = Math.max(sizeP, sizeQ) / Math.min(sizeP, sizeQ);
  if (!(growth <= MOST_GROWTH)) return Number.POSITIVE_INFINITY;
  const x = p.x + p.width / 2 - (q.x + q.width / 2);
  const y = p.y + p.height / 2 - (q.y + q.height / 2);
  return Math.hypot(x, y) / ((sizeP + sizeQ) / 2);
}

function sizeOf({ width, height }: Box): number {
  return Math.sqrt(width * height);
}

/** About this many pixels per side are sampled: more would not change the mean. */
const SAMPLES = 32;

/** Mean luma (ITU-R BT.709 weights on sRGB values) of a box's part inside the frame: 0 black .. 1 white. */
function meanBrightness({ width, height, channels, data }: Frame, box?: Box): number {
  const left = clamp(Math.round(box?.x ?? 0), 0, width - 1);
  const top = clamp(Math.round(box?.y ?? 0), 0, height - 1);
  const right = clamp(Math.round(box ? box.x + box.width : width), left + 1, width);
  const bottom = clamp(Math.round(box ? box.y + box.height : height), top + 1, height);
  const stepX = Math.max(1, Math.floor((right - left) / SAMPLES));
  const stepY = Math.max(1, Math.floor((bottom - top) / SAMPLES));
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += stepY) {
    for (let x = left; x < right; x += stepX) {
      const at = (y * width + x) * channels;
      const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
      sum += 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      count++;
    }
  }
  return sum / count / 255;
}
