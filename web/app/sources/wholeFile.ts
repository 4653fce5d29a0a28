// Decodes a video file by WebCodecs: every frame with its own time, as fast as it is analysed, none dropped.

import type { VideoSample } from "mediabunny";
import type { SentImage, StreamAnswer, StreamFrame } from "../../worker/protocol.ts";
import { contextOf, createFrameCanvases, type FrameCanvases } from "./frameCanvas.ts";
import { repairWebm } from "./repairWebm.ts";
import { SourceError } from "./sourceError.ts";

export interface WholeFileOptions {
  readonly file: Blob;
  /** Aborted to stop after the current frame. */
  readonly signal: AbortSignal;
  /** Called once, before the first frame, with the video's length by its metadata, seconds. */
  onLength(seconds: number): void;
  /** Analyses one frame. The image is transferred. */
  analyse(frame: StreamFrame): Promise<StreamAnswer>;
  /** Called after each frame, which is drawn on the hidden canvas. */
  onAnswer(answer: StreamAnswer, canvases: FrameCanvases): void;
}

/** A complete video may end this long before its length by the metadata, seconds: sound may be longer than the image. */
const EARLY = 1;

/**
 * Analyses every frame of a file's first video track in the order of presentation.
 *
 * @returns where a truncated video ends, seconds; null for a complete one.
 * @throws {SourceError} when WebCodecs cannot read the container or the codec, or there is no frame. The video element
 *   may still play such a file.
 */
export async function analyseWholeFile(options: WholeFileOptions): Promise<number | null> {
  const { file, signal, onLength, analyse, onAnswer } = options;
  const { ALL_FORMATS, BlobSource, Input, VideoSampleSink } = await import("mediabunny");
  const repaired = await repairWebm(file);
  const input = new Input({ source: new BlobSource(repaired ?? file), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack().catch((cause: unknown) => {
      throw undecodable("The container cannot be read.", { cause });
    });
    if (track === null || !(await track.canDecode())) {
      throw undecodable("There is no video track that this browser decodes.");
    }
    const length = (await track.getDurationFromMetadata()) ?? (await track.computeDuration());
    onLength(length);
    const canvases = createFrameCanvases();
    let index = 0;
    let end = 0;
    for await (const sample of new VideoSampleSink(track).samples()) {
      const { timestamp } = sample;
      end = timestamp + sample.duration;
      const image = upright(sample);
      sample.close();
      // Frames before zero are only references for decoding others.
      if (signal.aborted || timestamp < 0) image.close();
      if (signal.aborted) break;
      if (timestamp < 0) continue;
      canvases.draw(image, image.displayWidth, image.displayHeight);
      const answer = await analyse({ image: image as SentImage, timestamp, index });
      index++;
      if (!signal.aborted) onAnswer(answer, canvases);
    }
    if (index === 0 && !signal.aborted) throw undecodable("The video has no frames.");
    return repaired === null && end > length - EARLY ? null : end;
  } finally {
    input.dispose();
  }
}

function undecodable(message: string, options?: ErrorOptions): SourceError {
  return new SourceError("file-undecodable", message, options);
}

/** A sample as an upright frame: phones store some videos turned, with the rotation in the metadata. */
function upright(sample: VideoSample): VideoFrame {
  if (sample.rotation === 0) return sample.toVideoFrame();
  const canvas = document.createElement("canvas");
  canvas.width = sample.displayWidth;
  canvas.height = sample.displayHeight;
  sample.draw(contextOf(canvas), 0, 0);
  return new VideoFrame(canvas, { timestamp: sample.microsecondTimestamp });
}
