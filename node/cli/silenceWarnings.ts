// Says that a source sends no images: soon, and then less and less often.

import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import type { FrameSink } from "../video/analyzeVideo.ts";
import { SILENT_AFTER } from "../video/silence.ts";

/** Each warning comes after this many times the seconds of the one before. */
const GROWTH = 2;

/** A sink that warns when the images of a source repeat, which it took for new ones. */
export function freezeWarnings(
  name: string,
  warn: (message: string) => void,
): FrameSink<SessionFrame> {
  const onSilence = silenceWarnings(name, warn);
  return {
    onFrame({ report: { noImageFor } }) {
      onSilence(Math.floor(noImageFor ?? 0));
    },
    close: () => {},
  };
}

/** A receiver of `onSilence` that warns after `first`, twice, four times … as many seconds. */
export function silenceWarnings(
  name: string,
  warn: (message: string) => void,
  first: number = SILENT_AFTER,
): (seconds: number, reason?: string) => void {
  let next = first;
  let last = 0;
  return (seconds, reason) => {
    // Images came in the meantime.
    if (seconds < last) next = first;
    last = seconds;
    if (seconds < next) return;
    next = seconds * GROWTH;
    warn(`${name}: no new image for ${seconds} s${reason === undefined ? "" : `: ${reason}`}.`);
  };
}
