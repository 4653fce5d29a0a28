// A container's packets of its video stream, one after the other, up to its end or to where it breaks.

import type { Packet } from "node-av/lib";
import type { OpenContainer } from "./container.ts";
import type { VideoLibrary } from "./library.ts";

/** How long to wait before a device that has nothing yet is asked again, milliseconds. */
const AGAIN_AFTER = 4;

/**
 * Reads the video stream's packets; each is valid until the next is asked for.
 *
 * @param onBreak told why, when reading ends otherwise than by the end of the data.
 */
export async function* readPackets(
  { lib, constants, again }: VideoLibrary,
  { format, stream }: OpenContainer,
  onBreak: (reason: string) => void,
): AsyncGenerator<Packet> {
  const packet = new lib.Packet();
  packet.alloc();
  try {
    for (;;) {
      const code = await format.readFrame(packet);
      if (code === again) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
        continue;
      }
      if (code < 0) {
        if (code !== constants.AVERROR_EOF) onBreak(lib.FFmpegError.strerror(code));
        return;
      }
      if (packet.streamIndex === stream.index) {
        // Half a packet at the end of a file that was cut would be decoded to half an image.
        if (packet.flags & constants.AV_PKT_FLAG_CORRUPT) onBreak("the data ends within an image");
        else yield packet;
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
}
