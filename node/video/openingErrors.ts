// Why a container cannot be opened, in words; the video library only reports "invalid data".

import { open as openFile, stat } from "node:fs/promises";
import { errorCode } from "../../src/errorMessage.ts";
import { nameOf, STREAM_ADVICE, type VideoInput } from "./input.ts";
import type { VideoLibrary } from "./library.ts";
import { VideoError } from "./videoError.ts";

/** @throws {VideoError} when a file is missing, empty, a folder or unreadable. */
export async function checkFile(path: string): Promise<void> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new VideoError("not-a-file", path, "this is a folder; name a video file.");
    }
    if (found.isFile() && found.size === 0) {
      throw new VideoError("empty", path, "the file is empty; copy or download it again.");
    }
    await (await openFile(path, "r")).close();
  } catch (cause) {
    if (cause instanceof VideoError) throw cause;
    const code = errorCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new VideoError("missing", path, "there is no such file; check the path.", { cause });
    }
    const why = code === "EACCES" || code === "EPERM" ? "permission denied" : code;
    throw new VideoError("unreadable", path, `the file cannot be opened (${why}).`, { cause });
  }
}

/** Explains why opening failed. */
export async function openingError(
  { lib }: VideoLibrary,
  input: VideoInput,
  code: number,
): Promise<VideoError> {
  const name = nameOf(input);
  const reason = lib.FFmpegError.strerror(code);
  if (input.kind === "address") {
    return new VideoError("unreadable", name, `it cannot be opened (${reason}).`);
  }
  if (input.kind === "file" && (await looksLikeMp4(input.path))) {
    const message =
      "the file's index is missing: the recording was not finished, or the file was cut short or damaged.";
    return new VideoError("damaged", name, `${message} Record or copy it again.`);
  }
  const advice = input.kind === "stream" ? ` ${STREAM_ADVICE}` : "";
  return new VideoError(
    "not-a-video",
    name,
    `this is not a video that is read (${reason}).${advice}`,
  );
}

/** Whether a file begins like MP4 and QuickTime files. */
async function looksLikeMp4(path: string): Promise<boolean> {
  const file = await openFile(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    return bytesRead === 12 && /^(ftyp|moov|mdat|wide|free)$/.test(buffer.toString("latin1", 4, 8));
  } finally {
    await file.close();
  }
}
