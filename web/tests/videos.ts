// Makes videos as cameras, phones and broken memory cards write them, from the first frames of the sample clip.

import { writeFile } from "node:fs/promises";
import {
  ALL_FORMATS,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  Input,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat,
} from "mediabunny";

export interface VideoForm {
  readonly format: OutputFormat;
  /** Degrees clockwise by which players turn it. */
  readonly rotation?: 0 | 90 | 180 | 270;
  /** Each frame's time in seconds, ascending. Default: twelve a second from 0. */
  timeOf?(index: number): number;
  /** The share of the file's bytes that is written, 0 to 1. Default 1. */
  readonly share?: number;
}

/** MP4 with its index at the front, as made for the web. */
export const MP4 = new Mp4OutputFormat({ fastStart: "in-memory" });
/** WebM as it is written during recording: without duration and index. */
export const LIVE_WEBM = new WebMOutputFormat({ appendOnly: true });
export const WEBM = new WebMOutputFormat();

/** Writes the first frames of the sample clip (VP9, 480 × 360). */
export async function writeForm(path: string, frames: number, form: VideoForm): Promise<void> {
  const { format, rotation = 0, timeOf = (index) => index / 12, share = 1 } = form;
  const input = new Input({
    source: new FilePathSource("samples/driver-clip.webm"),
    formats: ALL_FORMATS,
  });
  const track = await input.getPrimaryVideoTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (track === null || decoderConfig == null) throw new Error("The sample clip has no video.");
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource("vp9");
  output.addVideoTrack(source, { rotation });
  await output.start();
  let index = 0;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    if (index === frames) break;
    const timestamp = timeOf(index);
    const duration = timeOf(index + 1) - timestamp;
    await source.add(packet.clone({ timestamp, duration }), { decoderConfig });
    index++;
  }
  await output.finalize();
  input.dispose();
  await writeBytes(path, target, share);
}

/** Writes a second of silence without video: WebM, Opus. */
export async function writeSilence(path: string): Promise<void> {
  const target = new BufferTarget();
  const output = new Output({ format: WEBM, target });
  const source = new EncodedAudioPacketSource("opus");
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = { codec: "opus", numberOfChannels: 1, sampleRate: 48_000 };
  // The Opus packet for twenty milliseconds of silence.
  const nothing = new Uint8Array([0xf8, 0xff, 0xfe]);
  for (let k = 0; k < 50; k++) {
    await source.add(new EncodedPacket(nothing, "key", k / 50, 1 / 50), { decoderConfig });
  }
  await output.finalize();
  await writeBytes(path, target, 1);
}

async function writeBytes(path: string, { buffer }: BufferTarget, share: number): Promise<void> {
  const bytes = new Uint8Array(buffer ?? new ArrayBuffer(0));
  await writeFile(path, bytes.subarray(0, Math.round(share * bytes.length)));
}
