// What is done to each frame of a video: faces followed from frame to frame.

import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import { createTracker } from "../../src/track/tracker.ts";
import type { FramePipeline } from "../video/analyzeVideo.ts";
import type { VideoFacts } from "../video/source.ts";
import { type Engine, intrinsicsOf } from "./engine.ts";

/** What is known of a frame of a video. */
export type VideoResult = Pick<SessionFrame, "frame">;

/** How a video's frames are analysed. */
export interface PipelineOptions {
  readonly secondPass: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels of the video's own size. Default: assumed. */
  readonly focal?: number;
}

/** A pipeline for one video, from its first frame on. */
export function videoPipeline(
  engine: Pick<Engine, "analyze">,
  facts: VideoFacts,
  { secondPass, maxFaces, minScore, focal }: PipelineOptions,
): FramePipeline<VideoResult> {
  const tracker = createTracker(engine, {
    secondPass,
    intrinsics: intrinsicsOf(facts, focal === undefined ? undefined : focal * facts.scale),
    ...(maxFaces === undefined ? {} : { maxFaces }),
    ...(minScore === undefined ? {} : { minScore }),
  });
  return async ({ frame, timestamp, index }) => ({
    frame: await tracker.next(frame, timestamp, index),
  });
}
