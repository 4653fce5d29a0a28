// One frame of a video after tracking: faces with identities, and which of them is the driver.

import type { Analysis, Face } from "../result.ts";

/** A face with an identity. */
export interface TrackedFace extends Face {
  /** The same number for the same person while the track lasts; from 1, never used twice. */
  readonly id: number;
}

/** One frame of a video. Plain data. */
export interface TrackedFrame extends Omit<Analysis, "faces"> {
  /** Number of the frame in the video, from 0; frames that were dropped leave gaps. */
  readonly index: number;
  /** Seconds: the container's presentation time, or the capture clock of a camera. */
  readonly timestamp: number;
  readonly faces: readonly TrackedFace[];
  /** The id of the driver's face; null when the driver is not in this frame. */
  readonly driver: number | null;
  /** Mean brightness of the driver's face, or of the frame when there is none: 0 black .. 1 white (luma). */
  readonly brightness: number;
}
