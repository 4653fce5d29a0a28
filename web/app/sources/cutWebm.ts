// WebM and Matroska files that were cut off: mediabunny passes over a cluster that does not end, and with it over all
// that could be read of its seconds of video.

import { spliceBlob } from "../session/spliceBlob.ts";

const EBML_HEAD = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;

/** An identifier has up to 4 bytes, a size up to 8. */
const LONGEST_HEAD = 12;

/** Bytes that are read at once. */
const WINDOW = 65_536;

/** The beginning of an element (RFC 8794): its identifier, then its size as a number of variable length. */
interface ElementHead {
  readonly id: number;
  /** Bytes from the file's beginning. */
  readonly sizeAt: number;
  readonly dataAt: number;
  /** Where the element ends; infinite when its size is not known. */
  readonly end: number;
}

/** Where a file is cut. */
interface Cut {
  /** Where the element begins that the file ends in. */
  readonly at: number;
  /** Undefined when the cut goes through it. */
  readonly head: ElementHead | undefined;
}

/**
 * A cut WebM or Matroska file without the element that the cut went through; its last cluster then ends where the file
 * does.
 *
 * @returns null for files that are whole, and for files of other formats.
 */
export async function mendCutWebm(file: Blob): Promise<Blob | null> {
  const headAt = headReader(file);
  const first = await headAt(0);
  if (first?.id !== EBML_HEAD) return null;
  const segment = await headAt(first.end);
  if (segment?.id !== SEGMENT || segment.end <= file.size) return null;
  let cluster: ElementHead | undefined;
  let cut = await cutAmong(file, headAt, segment.dataAt);
  while (cut?.head?.id === CLUSTER) {
    cluster = cut.head;
    cut = await cutAmong(file, headAt, cluster.dataAt);
  }
  const unsized = cluster === undefined || cluster.end === Number.POSITIVE_INFINITY;
  if (cut === undefined && unsized) return null;
  const kept = file.slice(0, cut?.at, file.type);
  if (cluster === undefined || unsized) return kept;
  const size = sizeBytes(kept.size - cluster.dataAt, cluster.dataAt - cluster.sizeAt);
  return spliceBlob(kept, cluster.sizeAt, size);
}

/**
 * The cut through one of the elements that follow each other from a position on; undefined when there is none. An element
 * without a size counts as one that is cut.
 */
async function cutAmong(file: Blob, headAt: HeadReader, from: number): Promise<Cut | undefined> {
  let at = from;
  while (at < file.size) {
    const head = await headAt(at);
    if (head === undefined || head.end > file.size) return { at, head };
    at = head.end;
  }
  return;
}

type HeadReader = (at: number) => Promise<ElementHead | undefined>;

/** Reads heads by way of a window on the file, as those of blocks lie close together. */
function headReader(file: Blob): HeadReader {
  let begin = 0;
  let window = new Uint8Array(0);
  return async (at) => {
    if (at < begin || at + LONGEST_HEAD > begin + window.length) {
      begin = at;
      window = new Uint8Array(await file.slice(at, at + WINDOW).arrayBuffer());
    }
    return readHead(window.subarray(at - begin, at - begin + LONGEST_HEAD), at);
  };
}

/** @returns undefined when the bytes end before the head does, or are none. */
function readHead(bytes: Uint8Array, at: number): ElementHead | undefined {
  const idLength = lengthOf(bytes[0]);
  const sizeLength = lengthOf(bytes[idLength]);
  if (idLength > 4 || sizeLength > 8 || idLength + sizeLength > bytes.length) return;
  const sizeField = bytes.slice(idLength, idLength + sizeLength);
  // The first one of a size only tells its length.
  sizeField[0] = (sizeField[0] ?? 0) - marker(sizeLength);
  const dataAt = at + idLength + sizeLength;
  const size = numberOf(sizeField);
  // All ones: the writer did not know.
  const known = size < 2 ** (7 * sizeLength) - 1;
  return {
    id: numberOf(bytes.subarray(0, idLength)),
    sizeAt: at + idLength,
    dataAt,
    end: known ? dataAt + size : Number.POSITIVE_INFINITY,
  };
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => 256 * sum + byte, 0);
}

/** How many bytes a number takes is said by the zeros before its first one; 9 when there is none. */
function lengthOf(byte = 0): number {
  return Math.clz32(byte) - 23;
}

function marker(length: number): number {
  return 2 ** (8 - length);
}

function sizeBytes(size: number, length: number): Uint8Array<ArrayBuffer> {
  const byte = (k: number): number => Math.floor(size / 256 ** (length - 1 - k)) % 256;
  return Uint8Array.from({ length }, (_, k) => byte(k) + (k === 0 ? marker(length) : 0));
}
