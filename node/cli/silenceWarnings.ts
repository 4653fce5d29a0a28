// Says that a source sends no images: soon, and then less and less often.

import { SILENT_AFTER } from "../video/silence.ts";

/** Each warning comes after this many times the seconds of the one before. */
const GROWTH = 2;

/** A receiver of `onSilence` that warns after 2, 4, 8 … seconds. */
export function silenceWarnings(
  name: string,
  warn: (message: string) => void,
): (seconds: number) => void {
  let next = SILENT_AFTER;
  let last = 0;
  return (seconds) => {
    // Images came in the meantime.
    if (seconds < last) next = SILENT_AFTER;
    last = seconds;
    if (seconds < next) return;
    next = seconds * GROWTH;
    warn(`${name}: no new image for ${seconds} s.`);
  };
}
