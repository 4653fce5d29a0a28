// Analysed frames of a video, kept by time for as long a video as there is: as text in blobs, which the browser keeps on
// disk when they grow large. In memory are the pieces' first times and the piece that was read last.

import {
  jsonLinesFrame,
  jsonLinesHeader,
  type SessionFrame,
  type SessionSource,
  sessionReader,
} from "../../../src/index.ts";
import { frameAt } from "./replay.ts";

/** Frames to a piece: reading one takes some milliseconds. */
const PIECE = 64;
/** Stored times are rounded; frames of a video lie further apart, seconds. */
const ROUNDING = 1e-3;

export interface FrameSpool {
  /** Adds a frame; times rise. */
  add(frame: SessionFrame): void;
  /** The frame that was current at a time, seconds; undefined while there is none. */
  at(time: number): Promise<SessionFrame | undefined>;
}

interface Piece {
  readonly from: number;
  readonly text: Blob;
}

/** @param source goes before each piece, so that each can be read as a session of its own. */
export function createFrameSpool(source: SessionSource): FrameSpool {
  const header = jsonLinesHeader(source);
  const pieces: Piece[] = [];
  let newest: SessionFrame[] = [];
  let open: { readonly piece: Piece; readonly frames: readonly SessionFrame[] } | undefined;

  async function read(piece: Piece): Promise<readonly SessionFrame[]> {
    if (open?.piece === piece) return open.frames;
    const reader = sessionReader();
    reader.add(header);
    reader.add(await piece.text.text());
    const { frames } = reader.finish();
    open = { piece, frames };
    return frames;
  }

  return {
    add(frame) {
      newest.push(frame);
      const [first] = newest;
      if (newest.length < PIECE || first === undefined) return;
      const text = new Blob(newest.map(jsonLinesFrame));
      pieces.push({ from: first.frame.timestamp, text });
      newest = [];
    },
    async at(asked) {
      const time = asked + ROUNDING;
      const [first] = newest;
      const piece = pieces.findLast(({ from }) => from <= time) ?? pieces[0];
      const inNewest = first !== undefined && first.frame.timestamp <= time;
      if (inNewest || piece === undefined) return frameAt(newest, time);
      return frameAt(await read(piece), time);
    },
  };
}
