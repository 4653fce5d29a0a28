// Joins videos of one kind, and closes one that broke off: coded images are copied, not encoded again.

import { rm } from "node:fs/promises";
import { openContainer } from "./container.ts";
import { readPackets } from "./decode.ts";
import { loadVideoLibrary } from "./library.ts";
import { type Muxer, openMuxer } from "./muxer.ts";

/**
 * Writes the images of several videos one after the other into one file, each at its own time. Their codec and size must be
 * the same, each must begin with a key frame, and their times must follow each other. A part that broke off gives its
 * images up to there.
 *
 * @throws {VideoError} when a part cannot be read, or the file cannot be written.
 */
export async function joinVideos(parts: readonly string[], path: string): Promise<void> {
  const library = await loadVideoLibrary(path);
  let muxer: Muxer | undefined;
  let last: bigint | undefined;
  try {
    for (const part of parts) {
      const container = await openContainer(library, { kind: "file", path: part });
      try {
        const { stream } = container;
        muxer ??= await openMuxer(library, path, stream.timeBase, (parameters) =>
          stream.codecpar.copy(parameters),
        );
        const ignored = { onBreak: () => {}, onEnd: () => {}, onLoss: () => {} };
        for await (const packet of readPackets(library, container, ignored)) {
          // Times that run back within a video are put 1 ms after the one before, as the writer does.
          const pts = last !== undefined && packet.pts <= last ? last + 1n : packet.pts;
          last = pts;
          packet.pts = pts;
          packet.dts = pts;
          await muxer.write(packet, stream.timeBase);
        }
      } finally {
        await container.close();
      }
    }
    await muxer?.finish();
  } finally {
    await muxer?.close();
  }
}

/** Copies a video that broke off, so that it is complete up to there. Without a readable image there is no copy. */
export async function mendVideo(from: string, to: string): Promise<void> {
  try {
    await joinVideos([from], to);
  } catch {
    await rm(to, { force: true });
  }
}
