// What a video is read from: a file, a stream of bytes, an address or a device.

import type { Readable } from "node:stream";

/** An input: a file, a byte stream, or an address or device that FFmpeg can open. */
export type VideoInput =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stream"; readonly name: string; readonly readable: Readable }
  /** An address such as rtsp://…, or a device; `format` names the device's kind, such as "v4l2". */
  | {
      readonly kind: "address";
      readonly address: string;
      readonly format?: string;
      readonly options?: Readonly<Record<string, string>>;
    };

/** The name of an input in messages and results: an address without its password. */
export function nameOf(input: VideoInput): string {
  if (input.kind === "file") return input.path;
  return input.kind === "stream" ? input.name : addressName(input.address);
}

/** An address whose password is replaced: it must not stand in results, logs and reports. */
export function addressName(address: string): string {
  return address.replace(/^([a-z0-9+.-]+:\/\/[^\s/:@]*):[^/]*@/i, "$1:***@");
}

/** The formats that can be read from a stream. */
export const STREAM_ADVICE =
  "Only formats that need no seeking can be read from a stream: fragmented MP4, WebM, Matroska, MPEG-TS, MJPEG, Y4M.";
