// Keeps the analysed frames of a video of any length, by time: as text in blobs, which the browser moves to disk when they
// grow large. Memory holds only the start of each piece and the piece that was read last.

import {
  jsonLinesFrame,
  jsonLinesHeader,
  type SessionFrame,
  type SessionSource,
  sessionReader,
} from "../../../src/index.ts";
import { frameAt } from "./replay.ts";

/** Frames in a piece, which then takes a few milliseconds to read. */
const PIECE = 64;
/** Stored times are rounded by less than this, seconds; frames lie further apart. */
const ROUNDING = 1e-3;

export interface FrameStore {
  /** Adds a frame that is later than those before. */
  add(frame: SessionFrame): void;
  /** The last frame at or before a time in seconds, or the first frame; undefined before the first is added. */
  at(time: number): Promise<SessionFrame | undefined>;
}

interface Piece {
  readonly from: number;
  readonly text: Blob;
}

/** @param source is the header of each piece, which can then be read as a session of its own. */
export function createFrameStore(source: SessionSource): FrameStore {
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
    async at(requested) {
      const time = requested + ROUNDING;
      const [first] = newest;
      const piece = pieces.findLast(({ from }) => from <= time) ?? pieces[0];
      const inNewest = first !== undefined && first.frame.timestamp <= time;
      if (inNewest || piece === undefined) return frameAt(newest, time);
      return frameAt(await read(piece), time);
    },
  };
}
