// Writes the annotated video: WebM by WebCodecs, each frame with its own time.

import { drawFaces } from "../../../src/draw/faces.ts";
import type { StreamAnswer } from "../../worker/protocol.ts";
import { text } from "../text/index.ts";
import { spliceBlob } from "./spliceBlob.ts";

export interface VideoWriter {
  /** Adds a frame at a time in seconds from the video's start. Frames that come while the encoder is busy are left out. */
  add(answer: StreamAnswer, image: HTMLCanvasElement, time: number): void;
  /** Ends the video. */
  finish(): Promise<Blob>;
}

/** Images with longer sides are reduced to this, pixels: enough to see the face, and fast to encode. */
const LONGEST_SIDE = 960;
const BITRATE = 1_800_000;

/**
 * Opens a video of the image's shape.
 *
 * @returns null when this browser cannot encode video for WebM.
 */
export async function openVideoWriter(image: HTMLCanvasElement): Promise<VideoWriter | null> {
  const { CanvasSource, getFirstEncodableVideoCodec, Output, StreamTarget, WebMOutputFormat } =
    await import("mediabunny");
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  // Encoders halve the resolution of colours, so both sides must be even.
  const width = 2 * Math.round((image.width * scale) / 2);
  const height = 2 * Math.round((image.height * scale) / 2);
  const codec = await getFirstEncodableVideoCodec(["vp8", "vp9", "av1"], { width, height });
  if (codec === null) return null;

  // The browser moves large blobs to disk.
  let whole = new Blob([], { type: "video/webm" });
  const target = new StreamTarget(
    new WritableStream({
      write({ data, position }) {
        whole = spliceBlob(whole, position, new Uint8Array(data));
      },
    }),
    { chunked: true, chunkSize: 4 * 2 ** 20 },
  );
  const output = new Output({ format: new WebMOutputFormat(), target });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) return null;
  const source = new CanvasSource(canvas, { codec, bitrate: BITRATE, latencyMode: "realtime" });
  output.addVideoTrack(source);
  await output.start();
  let adding: Promise<void> | null = null;

  return {
    add({ frame, report }, shown, time) {
      if (adding !== null) return;
      context.drawImage(shown, 0, 0, width, height);
      drawFaces(context, frame.faces, {
        width,
        height,
        scale: width / frame.width,
        labels: false,
      });
      drawState(context, text.peek().states[report.state], width);
      adding = source.add(time).finally(() => {
        adding = null;
      });
    },
    async finish() {
      await adding;
      await output.finalize();
      return whole;
    },
  };
}

/** The state's word in the top left corner. */
function drawState(context: OffscreenCanvasRenderingContext2D, word: string, width: number): void {
  const size = Math.max(16, Math.round(width / 28));
  context.font = `700 ${size}px B612, sans-serif`;
  context.textBaseline = "middle";
  const panel = context.measureText(word).width + size;
  context.fillStyle = "rgba(8, 14, 22, 0.78)";
  context.fillRect(size / 2, size / 2, panel, 1.6 * size);
  context.fillStyle = "#f4f8fb";
  context.fillText(word, size, 1.32 * size);
}
