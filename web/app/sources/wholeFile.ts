// Takes a video file apart by WebCodecs: every frame with its own time, as fast as it is analysed, none dropped.

import type { VideoSample } from "mediabunny";
import type { SentImage, StreamAnswer, StreamFrame } from "../../worker/protocol.ts";
import { mendCutWebm } from "./cutWebm.ts";
import { contextOf, createFrameCanvases, type FrameCanvases } from "./frameCanvas.ts";

export interface WholeFileOptions {
  readonly file: Blob;
  /** Stops after the frame in work. */
  readonly signal: AbortSignal;
  /** Called once, before the first frame, with the length in seconds that the video is said to have. */
  onLength(seconds: number): void;
  /** Analyses one frame; the image is handed over. */
  analyse(frame: StreamFrame): Promise<StreamAnswer>;
  /** Called after each frame, which is drawn on the hidden canvas. */
  onAnswer(answer: StreamAnswer, canvases: FrameCanvases): void;
}

/** A file that this browser's WebCodecs cannot take apart, though its video element may play it. */
export class UndecodableError extends Error {}

/** A video may end so much before the length that it is said to have, as sound does not end with the image; seconds. */
const EARLY = 1;

/**
 * Analyses every frame of a file's first video track in the order of presentation.
 *
 * @returns where a video breaks off that was cut and is analysed as far as it goes, seconds; null when it is whole.
 * @throws {UndecodableError} when the container or the codec is not one that can be read here, or no frame is left.
 */
export async function analyseWholeFile(options: WholeFileOptions): Promise<number | null> {
  const { file, signal, onLength, analyse, onAnswer } = options;
  const { ALL_FORMATS, BlobSource, Input, VideoSampleSink } = await import("mediabunny");
  const mended = await mendCutWebm(file);
  const input = new Input({ source: new BlobSource(mended ?? file), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack().catch((cause: unknown) => {
      throw new UndecodableError("The container cannot be read.", { cause });
    });
    if (track === null || !(await track.canDecode())) {
      throw new UndecodableError("There is no video track that this browser decodes.");
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
      // Frames before zero are there to be decoded from, not to be shown.
      if (signal.aborted || timestamp < 0) image.close();
      if (signal.aborted) break;
      if (timestamp < 0) continue;
      canvases.draw(image, image.displayWidth, image.displayHeight);
      const answer = await analyse({ image: image as SentImage, timestamp, index });
      index++;
      if (!signal.aborted) onAnswer(answer, canvases);
    }
    if (index === 0 && !signal.aborted) throw new UndecodableError("The video has no frames.");
    return mended === null && end > length - EARLY ? null : end;
  } finally {
    input.dispose();
  }
}

/** A sample as a frame that stands upright; phones store videos lying and say how they are to be turned. */
function upright(sample: VideoSample): VideoFrame {
  if (sample.rotation === 0) return sample.toVideoFrame();
  const canvas = document.createElement("canvas");
  canvas.width = sample.displayWidth;
  canvas.height = sample.displayHeight;
  sample.draw(contextOf(canvas), 0, 0);
  return new VideoFrame(canvas, { timestamp: sample.microsecondTimestamp });
}
