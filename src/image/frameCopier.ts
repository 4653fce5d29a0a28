// Copies of frames, in memory that is used again.

import { checkFrame, type Frame, type FrameInput, isKept, keptFrame } from "./frame.ts";

/** Gives callers' frames to asynchronous work as copies. */
export interface FrameCopier {
  /**
   * Copies an image at once and passes the copy to `work`. The copy is valid until its promise settles. An image that a
   * copier made is passed on as it is.
   *
   * @throws {RangeError} see `checkFrame`.
   */
  withCopy<Result>(input: FrameInput, work: (frame: Frame) => Promise<Result>): Promise<Result>;
}

/** A copier that keeps the memory of its last copy. Calls may overlap: each has its own memory. */
export function frameCopier(): FrameCopier {
  let spare: Uint8Array | undefined;
  return {
    async withCopy(input, work) {
      const frame = checkFrame(input);
      if (isKept(frame)) return work(frame);
      const { length } = frame.data;
      const data = spare?.length === length ? spare : new Uint8Array(length);
      spare = undefined;
      data.set(frame.data);
      const copy = keptFrame({ ...frame, data });
      try {
        return await work(copy);
      } finally {
        spare = data;
      }
    },
  };
}
