// Repairs truncated WebM and Matroska files. mediabunny skips a cluster that is not complete, and so loses the seconds of
// video in it that could still be read.

import { spliceBlob } from "../session/spliceBlob.ts";

const EBML_HEAD = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;

/** An identifier has up to 4 bytes, a size up to 8. */
const LONGEST_HEAD = 12;

/** Bytes that are read at a time. */
const WINDOW = 65_536;

/** The beginning of an element (RFC 8794): its identifier, then its size as a number of variable length. */
interface ElementHead {
  readonly id: number;
  /** Bytes from the file's beginning. */
  readonly sizeAt: number;
  readonly dataAt: number;
  /** The element's end; infinite when its size is not known. */
  readonly end: number;
}

/** The element that a truncated file ends in. */
interface Incomplete {
  /** Where the element starts. */
  readonly at: number;
  /** Undefined when the head itself is incomplete. */
  readonly head: ElementHead | undefined;
}

/**
 * A truncated WebM or Matroska file without its incomplete last element. The size of its last cluster is changed so that
 * the cluster ends with the file.
 *
 * @returns null for complete files and for files of other formats.
 */
export async function repairWebm(file: Blob): Promise<Blob | null> {
  const headAt = headReader(file);
  const first = await headAt(0);
  if (first?.id !== EBML_HEAD) return null;
  const segment = await headAt(first.end);
  if (segment?.id !== SEGMENT || segment.end <= file.size) return null;
  let cluster: ElementHead | undefined;
  let cut = await firstIncomplete(file, headAt, segment.dataAt);
  while (cut?.head?.id === CLUSTER) {
    cluster = cut.head;
    cut = await firstIncomplete(file, headAt, cluster.dataAt);
  }
  const unsized = cluster === undefined || cluster.end === Number.POSITIVE_INFINITY;
  if (cut === undefined && unsized) return null;
  const kept = file.slice(0, cut?.at, file.type);
  if (cluster === undefined || unsized) return kept;
  const size = sizeBytes(kept.size - cluster.dataAt, cluster.dataAt - cluster.sizeAt);
  return spliceBlob(kept, cluster.sizeAt, size);
}

/**
 * The incomplete element among those that follow each other from a position on; undefined when all are complete. An
 * element of unknown size counts as incomplete.
 */
async function firstIncomplete(
  file: Blob,
  headAt: HeadReader,
  from: number,
): Promise<Incomplete | undefined> {
  let at = from;
  while (at < file.size) {
    const head = await headAt(at);
    if (head === undefined || head.end > file.size) return { at, head };
    at = head.end;
  }
  return;
}

type HeadReader = (at: number) => Promise<ElementHead | undefined>;

/** Reads heads from a buffered part of the file, because the heads of blocks lie close together. */
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

/** @returns undefined when the bytes end before the head does. */
function readHead(bytes: Uint8Array, at: number): ElementHead | undefined {
  const idLength = lengthOf(bytes[0]);
  const sizeLength = lengthOf(bytes[idLength]);
  if (idLength > 4 || sizeLength > 8 || idLength + sizeLength > bytes.length) return;
  const sizeField = bytes.slice(idLength, idLength + sizeLength);
  // The highest bit of a size only marks its length.
  sizeField[0] = (sizeField[0] ?? 0) - marker(sizeLength);
  const dataAt = at + idLength + sizeLength;
  const size = numberOf(sizeField);
  // All bits set: the size is unknown.
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

/** The number of bytes of a variable-length number: its leading zero bits and one; 9 when the byte is 0. */
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
