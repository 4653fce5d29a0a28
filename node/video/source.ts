// The interface of a video: facts known before the first frame, and frames with timestamps.

import type { Frame } from "../../src/image/frame.ts";

/** One frame of a video, ready for analysis. */
export interface VideoFrame {
  /** Its number in the video, from 0; skipped frames are counted too. */
  readonly index: number;
  /** Presentation timestamp of the container, seconds. It need not start at 0 or be evenly spaced. */
  readonly timestamp: number;
  /** RGB, upright, square pixels. It belongs to the receiver: it is not overwritten later. */
  readonly frame: Frame;
}

/** The facts of a video that are known before its first frame is decoded. */
export interface VideoFacts {
  /** The path, or a name for messages. */
  readonly name: string;
  /** Such as "mov,mp4,m4a,3gp,3g2,mj2" or "matroska,webm". */
  readonly container: string;
  /** Such as "h264". */
  readonly codec: string;
  /** Size of the frames, pixels: upright, square pixels, scaled down if requested. */
  readonly width: number;
  readonly height: number;
  /** Size of these frames ÷ original size; 1 unless they are scaled down. */
  readonly scale: number;
  /** Clockwise rotation from the stored images to upright ones, degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Timestamp of the first frame, seconds, if the container states it. */
  readonly start?: number;
  /** Seconds, if the container states it. */
  readonly duration?: number;
  /** An estimate of the number of frames, for progress bars. */
  readonly frames?: number;
}

/**
 * An open video. It is read once, from start to end; leaving a `for await` loop closes it. Frames are decoded on
 * demand, so that a slow reader needs no memory.
 */
export interface VideoSource extends AsyncIterable<VideoFrame> {
  readonly facts: VideoFacts;
  /** Frees its resources. Needed only when the frames are not read to the end; can be called twice. */
  close(): Promise<void>;
}
