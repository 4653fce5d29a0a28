// Reads recorded sessions for playback.

import type { Session, SessionFrame } from "../../../src/index.ts";
import { readPieces } from "./exports.ts";

export interface OpenedSession {
  readonly source: Session["source"];
  readonly frames: readonly SessionFrame[];
  /** What is missing, for people. */
  readonly notes: readonly string[];
}

/** More frames, about half an hour, would fill the memory of a phone. The rest is not read. */
const MOST_FRAMES = 18_000;

/**
 * Reads a session.
 *
 * @throws {SyntaxError} when the text is not a session.
 */
export async function readSession(pieces: AsyncIterable<string>): Promise<OpenedSession> {
  const frames: SessionFrame[] = [];
  let last: Session | undefined;
  for await (const part of readPieces(pieces)) {
    frames.push(...part.frames);
    last = part;
    if (frames.length >= MOST_FRAMES) break;
  }
  if (last === undefined) throw new SyntaxError("The file is empty.");
  return { source: last.source, frames, notes: last.notes };
}

/** A file's text in pieces of whole lines. */
export async function* piecesOf(file: Blob): AsyncGenerator<string> {
  let rest = "";
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const text = rest + value;
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    if (end > 0) yield text.slice(0, end);
  }
  if (rest !== "") yield rest;
}

/** The last frame at or before a time, or the first frame. */
export function frameAt(frames: readonly SessionFrame[], time: number): SessionFrame | undefined {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames[middle].frame.timestamp <= time) low = middle + 1;
    else high = middle;
  }
  return frames[Math.max(0, low - 1)];
}
