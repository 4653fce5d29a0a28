// Follows faces from frame to frame: where to look, who is who, who drives, and steady landmarks.

import type { Frame } from "../image/frame.ts";
import { assumeIntrinsics } from "../pose/camera.ts";
import type { Analysis, Face } from "../result.ts";
import type { AnalyzeOptions, Vigil } from "../vigil.ts";
import { associate } from "./associate.ts";
import { meanBrightness } from "./brightness.ts";
import { chooseDriver, type DriverChoice, type SeatRegion } from "./chooseDriver.ts";
import { smoothFace } from "./smoothFace.ts";
import {
  DEFAULT_SMOOTHING,
  type SmoothingOptions,
  type SmoothingState,
} from "./smoothLandmarks.ts";
import type { TrackedFace, TrackedFrame } from "./trackedFrame.ts";

export interface TrackerOptions
  extends Pick<AnalyzeOptions, "maxFaces" | "minScore" | "intrinsics" | "secondPass"> {
  /** Seconds between two looks of the detector while all faces are followed surely. Default 1. */
  readonly detectEvery?: number;
  /** Below this refined score of a followed face the detector looks at every frame. Default 0.5. */
  readonly sureScore?: number;
  /** Where the driver's face can be. Default: anywhere. */
  readonly seat?: SeatRegion;
  /** How landmarks are steadied; false leaves them as the network found them. */
  readonly smoothing?: SmoothingOptions | false;
}

/** What following needs of a Vigil; poses of steadied landmarks are read as its card says, where it has one. */
export type TrackedVigil = Pick<Vigil, "analyze"> & Partial<Pick<Vigil, "cards">>;

/** Follows the faces of one video; see `createTracker`. */
export interface Tracker {
  /**
   * Analyses the next frame.
   *
   * @param timestamp seconds, presentation or capture time. When it runs back or jumps, faces keep their
   * identities by where they are, but smoothing begins anew and the detector looks.
   * @param index number of the frame; default: one more than the last.
   * @throws {RangeError} when the frame or the timestamp is malformed.
   */
  next(frame: Frame, timestamp: number, index?: number): Promise<TrackedFrame>;
}

/** For so long, in seconds, a lost face keeps its identity for its return to the same place. */
const REMEMBERED = 2;
/** A longer pause between frames, in seconds, and the detector looks: faces may have moved anywhere. */
const LONGEST_PAUSE = 0.5;

interface Track {
  readonly face: TrackedFace;
  /** The same face as the network found it: the next frame's window is laid on these landmarks. */
  readonly found: Face;
  readonly smoothing: SmoothingState | undefined;
  /** Whether the face is in the latest frame, and when it was seen last, seconds. */
  readonly present: boolean;
  readonly seen: number;
}

/**
 * Starts following faces.
 *
 * The next frame's windows come from the last landmarks; the detector looks while the driver is not in view,
 * when a face was lost or is unsure, and once a second. Calls must not overlap: await each frame before the next.
 */
export function createTracker(vigil: TrackedVigil, options: TrackerOptions = {}): Tracker {
  const { detectEvery = 1, sureScore = 0.5, seat, ...rest } = options;
  const { smoothing = DEFAULT_SMOOTHING, ...analyzing } = rest;
  let tracks: readonly Track[] = [];
  let lastIds = 0;
  let driver: DriverChoice | undefined;
  let last = { timestamp: Number.NEGATIVE_INFINITY, index: -1, width: 0, height: 0 };
  let detectedAt = Number.NEGATIVE_INFINITY;

  /** Looks where the faces were, and with the detector where that may not be enough. */
  async function look(frame: Frame, timestamp: number): Promise<Analysis> {
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

  /** The frame's faces as tracks: those known before with their identities, others with new ones. */
  function follow(faces: readonly Face[], frame: Frame, timestamp: number): Track[] {
    const camera = options.intrinsics ?? assumeIntrinsics(frame.width, frame.height);
    const remembered = tracks.filter(({ seen }) => Math.abs(timestamp - seen) <= REMEMBERED);
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

  return {
    async next(frame, timestamp, index = last.index + 1) {
      if (!Number.isFinite(timestamp)) {
        throw new RangeError(`A frame's timestamp is a number of seconds, got ${timestamp}.`);
      }
      const { faces: found, milliseconds, width, height } = await look(frame, timestamp);
      tracks = follow(found, frame, timestamp);
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
    },
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
