// The times of images before 0, which FFmpeg's reader of Matroska drops.

import type { Packet } from "node-av/lib";
import { openContainer } from "./container.ts";
import type { VideoInput } from "./input.ts";
import { frameRateOf } from "./length.ts";
import type { VideoLibrary } from "./library.ts";

/** A video without any times is not searched further than this. */
const MOST_PACKETS = 2000;

/** Later images can precede earlier ones by so many packets at most. */
const REORDERED = 16;

/**
 * The time of the first image, from the first time that is known and the number of images before it.
 *
 * @returns seconds; undefined when the beginning holds no time at all.
 */
export async function timeBeforeTheKnown(
  library: VideoLibrary,
  input: VideoInput,
): Promise<number | undefined> {
  const container = await openContainer(library, input);
  const secondsPerTick = container.stream.timeBase.toDouble();
  const step = 1 / frameRateOf(container);
  const packet: Packet = new library.lib.Packet();
  packet.alloc();
  let untimed = 0;
  let known: number[] = [];
  try {
    while (untimed < MOST_PACKETS && known.length < REORDERED) {
      if ((await container.format.readFrame(packet)) < 0) break;
      if (packet.streamIndex === container.stream.index) {
        if (packet.pts === library.constants.AV_NOPTS_VALUE) untimed++;
        else known = [...known, Number(packet.pts)];
      }
      packet.unref();
    }
  } finally {
    packet.free();
    await container.close();
  }
  if (known.length === 0) return undefined;
  return Math.min(...known) * secondsPerTick - untimed * step;
}
