// Lets FFmpeg read from a Node stream, as it comes.

import type { Readable } from "node:stream";
import type { IOContext } from "node-av/lib";
import type { VideoLibrary } from "./library.ts";

const BUFFER_BYTES = 64 * 1024;

/**
 * An input context over a stream of bytes. It is read when FFmpeg asks, so the writer at the other end waits;
 * it cannot go back.
 *
 * @returns the context, and how many bytes the stream has given.
 */
export function readableContext(
  { lib, constants }: VideoLibrary,
  readable: Readable,
): { readonly context: IOContext; readonly received: () => number } {
  const chunks: AsyncIterator<Uint8Array> = readable[Symbol.asyncIterator]();
  let left: Uint8Array = new Uint8Array(0);
  let received = 0;
  const context = new lib.IOContext();
  context.allocContextWithCallbacks(BUFFER_BYTES, 0, async (size) => {
    while (left.length === 0) {
      // A stream that breaks ends here; what it brought before is still read.
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
