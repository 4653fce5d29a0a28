// The error of videos that cannot be read or written.

/** The kind of problem with a video. */
export type VideoErrorCode =
  | "missing"
  | "unreadable"
  | "not-a-file"
  | "empty"
  | "not-a-video"
  | "unsupported"
  | "damaged"
  /** Nothing came from an address or a camera for too long. */
  | "timed-out"
  /** Stopped by the caller. */
  | "stopped"
  | "nothing-selected"
  | "no-library"
  | "unwritable";

/** A video that could not be read or written; the message names it and says what to do. */
export class VideoError extends Error {
  override readonly name = "VideoError";
  readonly code: VideoErrorCode;
  readonly path: string;

  constructor(code: VideoErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(`${path}: ${message}`, options);
    this.code = code;
    this.path = path;
  }
}
