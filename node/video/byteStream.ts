// Streams of bytes as FFmpeg's input: standard input, named pipes, and any other readable stream.

import { constants as flags, open } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import type { IOContext } from "node-av/lib";
import type { VideoLibrary } from "./library.ts";

const BUFFER_BYTES = 64 * 1024;

/** An input context over a stream of bytes, without seeking. */
export interface ByteStream {
  readonly context: IOContext;
  /** The number of bytes received so far. */
  readonly received: () => number;
}

/** It reads when FFmpeg requests data, so that the writer at the other end waits. */
export function byteStream({ lib, constants }: VideoLibrary, readable: Readable): ByteStream {
  const chunks: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]();
  let left: Uint8Array = new Uint8Array(0);
  let received = 0;
  const context = new lib.IOContext();
  context.allocContextWithCallbacks(BUFFER_BYTES, 0, async (size) => {
    while (left.length === 0) {
      // A stream that breaks or is destroyed ends here; the data before is still read.
      const next = await chunks.next().catch(() => undefined);
      if (!next || next.done) return constants.AVERROR_EOF;
      left = next.value;
      received += left.length;
    }
    const part = left.subarray(0, size);
    left = left.subarray(part.length);
    return Buffer.from(part.buffer, part.byteOffset, part.length);
  });
  return { context, received: () => received };
}

/**
 * Opens a named pipe. Other than a stream of a file, it can be closed while it waits for a writer or for data: it blocks
 * no thread.
 */
export async function openPipe(path: string): Promise<Readable> {
  const descriptor = await promisify(open)(path, flags.O_RDONLY | flags.O_NONBLOCK);
  return new Socket({ fd: descriptor, readable: true, writable: false });
}
