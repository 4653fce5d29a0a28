// One video or camera: frames in by their time, the tracked faces and the driver's state out.

import type { DriverReport } from "../../src/driver/report.ts";
import { createTracker, type Face, type Frame, type Vigil } from "../../src/index.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import type { StreamOptions } from "./protocol.ts";

export interface Stream {
  /** See `StreamOptions`. */
  readonly longestSide: number;
  next(
    frame: Frame,
    timestamp: number,
    index: number,
  ): Promise<{ readonly frame: TrackedFrame; readonly report: DriverReport }>;
}

/** Starts a stream: nothing is known of its faces yet. */
export function openStream(vigil: Vigil, { longestSide }: StreamOptions): Stream {
  const tracker = createTracker(vigil);
  return {
    longestSide,
    async next(picture, timestamp, index) {
      const frame = await tracker.next(picture, timestamp, index);
      const face = frame.faces.find(({ id }) => id === frame.driver) ?? null;
      return { frame, report: reportOf(face, timestamp) };
    },
  };
}

function reportOf(face: Face | null, timestamp: number): DriverReport {
  const hidden = face?.landmarks.filter(({ occluded }) => occluded).length ?? 0;
  return {
    timestamp,
    state: face ? "unknown" : "absent",
    calibration: { phase: "calibrating", progress: 0, baseline: null },
    eyeClosure: null,
    eyesProblem: null,
    mouthOpenness: face?.mouth.openness ?? null,
    mouthProblem: null,
    head: face && { yaw: face.pose.yaw, pitch: face.pose.pitch, roll: face.pose.roll },
    attention: "unknown",
    occludedShare: face && hidden / face.landmarks.length,
    perclos: [],
    blinkRate: null,
    degraded: [],
    changed: [],
    ongoing: [],
    alerts: [],
  };
}
