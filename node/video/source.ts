// What a video is to the rest of Vigil: facts known before the first frame, and frames with their times.

import type { Frame } from "../../src/image/frame.ts";

/** One frame of a video, ready for analysis. */
export interface VideoFrame {
  /** Its number in the video, from 0; frames that were passed over have numbers too. */
  readonly index: number;
  /** Presentation time in seconds, as the container has it: it need not begin at 0 or be evenly spaced. */
  readonly timestamp: number;
  /** RGB, upright, square pixels. The receiver's own: nothing writes into it later. */
  readonly frame: Frame;
}

/** What is known of a video before its first frame is decoded. */
export interface VideoFacts {
  /** The path, or what stands for it in messages. */
  readonly name: string;
  /** Such as "mov,mp4,m4a,3gp,3g2,mj2" or "matroska,webm". */
  readonly container: string;
  /** Such as "h264". */
  readonly codec: string;
  /** Size of the frames that come, pixels: upright, square pixels, reduced if that was asked for. */
  readonly width: number;
  readonly height: number;
  /** Size of these frames ÷ size of the video's own; 1 unless they are reduced. */
  readonly scale: number;
  /** How far the stored images are turned clockwise to be upright, degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** The first frame's time, seconds, where the container says. */
  readonly start?: number;
  /** Seconds, where the container says. */
  readonly duration?: number;
  /** How many frames will come, as far as can be told: for a progress bar, not for a decision. */
  readonly frames?: number;
}

/**
 * A video that is open. It is read once, from its beginning to its end; leaving a `for await` closes it.
 * Frames are decoded as they are asked for, so a slow reader costs no memory.
 */
export interface VideoSource extends AsyncIterable<VideoFrame> {
  readonly facts: VideoFacts;
  /** Frees what it holds. Needed only where the frames are not read to the end; may be called twice. */
  close(): Promise<void>;
}
