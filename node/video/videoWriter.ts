// Writes frames with their own timestamps to a video file: VP9, which is royalty-free, in WebM, Matroska or MP4.

import type { CodecContext, Frame as NativeFrame } from "node-av/lib";
import * as z from "zod";
import { checkFrame, type Frame, type FrameInput } from "../../src/image/frame.ts";
import { check as checkOptions, count, finite, mustBe, positive } from "../../src/options.ts";
import { pathOf } from "../paths.ts";
import { layOver, type OverlayPart, type YuvPlanes } from "./layOver.ts";
import { loadVideoLibrary, type VideoLibrary } from "./library.ts";
import {
  type Check,
  checkWriting,
  KEY_FRAME_SECONDS,
  type Muxer,
  muxerOf,
  openMuxer,
} from "./muxer.ts";

export interface VideoWriterOptions {
  /** Size of the images in the file, pixels; frames of another size are scaled to it. */
  readonly width: number;
  readonly height: number;
  /** Approximate frame rate, for the encoder's rate control. Default 30. */
  readonly frameRate?: number;
  /** VP9's constant quality, 0 (best) to 63. Default 24. */
  readonly quality?: number;
}

/** An open video file. */
export interface VideoWriter {
  /**
   * Adds a frame, which may be changed when the promise resolves; it is encoded meanwhile. Await each call before the next.
   *
   * @param timestamp seconds; a frame that is not later than the previous one is placed 1 ms after it.
   * @throws {RangeError} when the frame or the timestamp is malformed; nothing is added.
   * @throws {VideoError} "unwritable" when writing fails, also that of the frame before.
   */
  write(frame: FrameInput, timestamp: number): Promise<void>;
  /** Finishes the file. If the process ends before, the file is playable except for its last seconds. */
  close(): Promise<void>;
}

/** A writer of images that Vigil made itself: nothing is checked. */
export interface DrawnVideoWriter extends Pick<VideoWriter, "close"> {
  /** As `VideoWriter.write`. @param overlay is drawn over the image, in pixels of the file. */
  write(frame: Frame, timestamp: number, overlay?: readonly OverlayPart[]): Promise<void>;
}

/** The time resolution of WebM and Matroska, used for MP4 too. */
const TICKS_PER_SECOND = 1000;

/**
 * Creates a video file.
 *
 * @param path ends in .webm, .mkv or .mp4 (fragmented).
 * @throws {VideoError} "unwritable" when the file cannot be created or has another extension.
 *
 * @example
 * const writer = await createVideoWriter("out.webm", { width: 640, height: 480 });
 * await writer.write(frame, 0);
 * await writer.write(frame, 1 / 30);
 * await writer.close();
 */
export async function createVideoWriter(
  file: string | URL,
  options: VideoWriterOptions,
): Promise<VideoWriter> {
  const path = pathOf(file, "The video to write");
  checkOptions(writerSchema, options, "The video writer's option");
  muxerOf(path);
  const { write, close } = await openVideoWriter(path, options);
  return {
    async write(frame, timestamp) {
      const image = checkFrame(frame);
      checkOptions(finite, timestamp, "The frame's timestamp");
      await write(image, timestamp);
    },
    close,
  };
}

/** Creates a video file. @throws {VideoError} as `createVideoWriter`. */
export async function openVideoWriter(
  path: string,
  options: VideoWriterOptions,
): Promise<DrawnVideoWriter> {
  const library = await loadVideoLibrary(path);
  const check = checkWriting(library, path);
  const encoder = await openEncoder(library, options, check);
  try {
    const muxer = await openMuxer(library, path, encoder.timeBase, (parameters) =>
      parameters.fromContext(encoder),
    );
    return writerOf(library, { muxer, encoder, check }, options);
  } catch (error) {
    encoder.freeContext();
    throw error;
  }
}

const qualities = mustBe("a whole number from 0 to 63");

const writerSchema = z.object(
  {
    width: count,
    height: count,
    frameRate: z.optional(positive),
    quality: z.optional(z.number(qualities).int(qualities).min(0, qualities).max(63, qualities)),
  },
  mustBe("an object with width and height"),
);

async function openEncoder(
  { lib, constants }: VideoLibrary,
  { width, height, frameRate = 30, quality = 24 }: VideoWriterOptions,
  check: Check,
): Promise<CodecContext> {
  const codec = lib.Codec.findEncoderByName(constants.FF_ENCODER_LIBVPX_VP9);
  const encoder = new lib.CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.timeBase = new lib.Rational(1, TICKS_PER_SECOND);
  encoder.framerate = new lib.Rational(Math.max(1, Math.round(frameRate)), 1);
  encoder.pixelFormat = constants.AV_PIX_FMT_YUV420P;
  encoder.colorRange = constants.AVCOL_RANGE_MPEG;
  encoder.colorSpace = constants.AVCOL_SPC_BT709;
  encoder.gopSize = Math.max(1, Math.round(frameRate * KEY_FRAME_SECONDS));
  encoder.bitRate = 0n;
  encoder.setFlags(constants.AV_CODEC_FLAG_GLOBAL_HEADER);
  const settings = lib.Dictionary.fromObject({
    deadline: "realtime",
    "cpu-used": 8,
    "row-mt": 1,
    crf: quality,
    // No look-ahead: all given frames are in the file, not in the encoder.
    "lag-in-frames": 0,
  });
  check(await encoder.open2(codec, settings), "starting the VP9 encoder");
  return encoder;
}

interface Opened {
  readonly muxer: Muxer;
  readonly encoder: CodecContext;
  readonly check: Check;
}

function writerOf(
  { lib, constants, again }: VideoLibrary,
  { muxer, encoder, check }: Opened,
  { width, height }: VideoWriterOptions,
): DrawnVideoWriter {
  const scaler = new lib.SoftwareScaleContext();
  scaler.allocContext();
  // As smooth as a canvas: sharper filters make enlarged videos a twelfth larger, and show no more.
  check(scaler.setOption("sws_flags", constants.SWS_BILINEAR), "preparing the scaler");
  const packet = new lib.Packet();
  packet.alloc();
  let lastTick = -Infinity;
  let closed = false;
  let encoding: Promise<void> = Promise.resolve();

  const drain = async (): Promise<void> => {
    for (;;) {
      // What was sent is encoded already: to fetch it is not worth the way to another thread and back.
      const code = encoder.receivePacketSync(packet);
      if (code === again || code === constants.AVERROR_EOF) return;
      check(code, "encoding");
      await muxer.write(packet, encoder.timeBase);
    }
  };
  const toYuv = async (frame: Frame, tick: number): Promise<NativeFrame> => {
    const { data } = frame;
    const rgb = lib.Frame.fromVideoBuffer(Buffer.from(data.buffer, data.byteOffset, data.length), {
      width: frame.width,
      height: frame.height,
      format: frame.channels === 3 ? constants.AV_PIX_FMT_RGB24 : constants.AV_PIX_FMT_RGBA,
    });
    const yuv = new lib.Frame();
    yuv.alloc();
    yuv.format = constants.AV_PIX_FMT_YUV420P;
    yuv.width = width;
    yuv.height = height;
    yuv.colorRange = constants.AVCOL_RANGE_MPEG;
    yuv.colorSpace = constants.AVCOL_SPC_BT709;
    check(yuv.getBuffer(), "allocating an image");
    check(await scaler.scaleFrame(yuv, rgb), "converting an image");
    rgb.free();
    yuv.pts = BigInt(tick);
    return yuv;
  };
  const encode = async (image: NativeFrame): Promise<void> => {
    check(await encoder.sendFrame(image), "encoding");
    image.free();
    await drain();
  };
  return {
    async write(image, timestamp, overlay = []) {
      if (closed) throw new Error("The video is closed; nothing can be added to it.");
      const tick = Math.max(lastTick + 1, Math.round(timestamp * TICKS_PER_SECOND));
      lastTick = tick;
      const yuv = await toYuv(image, tick);
      for (const part of overlay) layOver(planesOf(yuv), part);
      await encoding;
      // It is encoded while the next image is made. Its error, if any, is thrown where it is awaited.
      encoding = encode(yuv);
      encoding.catch(() => {});
    },
    async close() {
      if (closed) return;
      closed = true;
      try {
        await encoding;
        check(await encoder.sendFrame(null), "encoding");
        await drain();
        await muxer.finish();
      } finally {
        packet.free();
        scaler.freeContext();
        encoder.freeContext();
        await muxer.close();
      }
    },
  };
}

/** The memory of an image in YUV 4:2:0. */
function planesOf({ data, linesize }: NativeFrame): YuvPlanes {
  const [y, u, v] = data ?? [];
  if (!y || !u || !v) throw new Error("An image without planes.");
  return { y, u, v, strides: { y: linesize[0], uv: linesize[1] } };
}
