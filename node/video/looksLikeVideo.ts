// Telling videos from images by name and, where the name says nothing, by the first bytes.

import { open } from "node:fs/promises";

/**
 * Names of files that are taken from a folder as videos; a file named directly is judged by its bytes too. Without
 * .ts, which is more often a program than a transport stream.
 */
export const VIDEO_NAME =
  /\.(mp4|m4v|mov|webm|mkv|avi|m2ts|mpg|mpeg|wmv|flv|3gp|ogv|mjpe?g|y4m|h26[45])$/i;

/** Whether a file begins as videos do. False for one that cannot be read: the reader says why. */
export async function beginsLikeVideo(path: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(400), 0, 400, 0);
    return isVideoStart(buffer.subarray(0, bytesRead));
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Kinds of ISO files that hold images rather than video. */
const STILL_BRANDS = /^(avif|avis|mif1|msf1|he(ic|ix|vc|vx|im|is))$/;

/** Matroska and WebM, Flash, Ogg, Y4M, Windows Media, MPEG programme streams. */
const STARTS = ["\x1aE\xdf\xa3", "FLV\x01", "OggS", "YUV4MPEG2", "0&\xb2u", "\0\0\x01\xba"];

function isVideoStart(bytes: Buffer): boolean {
  const text = bytes.toString("latin1");
  const box = text.slice(4, 8);
  if (box === "ftyp") return !STILL_BRANDS.test(text.slice(8, 12));
  if (/^(moov|mdat|wide)$/.test(box)) return true;
  if (text.startsWith("RIFF")) return text.slice(8, 12) === "AVI ";
  if (STARTS.some((start) => text.startsWith(start))) return true;
  // A transport stream has its mark every 188 bytes.
  return text[0] === "G" && text[188] === "G" && text[376] === "G";
}
