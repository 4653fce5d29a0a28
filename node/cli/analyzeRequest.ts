// The options of `vigil analyze`.

import type { DriverSettings } from "./driverOptions.ts";
import type { NetworkChoice } from "./engine.ts";

/** The options of `vigil analyze`. */
export interface AnalyzeRequest extends DriverSettings, NetworkChoice {
  readonly paths: readonly string[];
  readonly out: string;
  readonly recursive: boolean;
  readonly pts: boolean;
  /** `.pts` files with MERL-RAV's signs. */
  readonly ptsSigns?: boolean;
  readonly image: boolean;
  readonly quiet: boolean;
  readonly secondPass: boolean;
  /** Whether to write annotated videos. */
  readonly video: boolean;
  /** Whether to write a table of all faces of a video, not only of the driver's. */
  readonly allFaces: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels, the same for all images and videos. Default: assumed from the size of each. */
  readonly focal?: number;
  /** The part of a video to analyse, seconds. */
  readonly start?: number;
  readonly end?: number;
  /** Largest number of analysed frames per second of a video. */
  readonly fps?: number;
  /** Largest side of a video's frames, pixels; larger frames are scaled down. */
  readonly maxSide?: number;
  /** Frames per second, where images are the frames of a video. */
  readonly frameRate?: number;
  /** Processes that analyse at the same time. Default: one a processor. */
  readonly jobs?: number;
  /** Whether inputs that failed in an earlier run are tried again. */
  readonly retryFailed?: boolean;
  /** Whether inputs are analysed again that an earlier run has done. */
  readonly redo?: boolean;
  /** Seconds of a video between checkpoints. */
  readonly checkpointEvery?: number;
}
