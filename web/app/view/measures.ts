// Measures of a face as text.

import type { Face } from "../../../src/index.ts";
import { text } from "../text/index.ts";

/** The number of a face's occluded landmarks. */
export function hiddenLandmarks(face: Face | null): number {
  return face?.landmarks.filter(({ occluded }) => occluded).length ?? 0;
}

/** A share in whole percent. */
export function percent(share: number): string {
  // A no-break space keeps the sign with its number.
  return `${Math.round(100 * share)}\u00a0%`;
}

/** Whole degrees with a true minus sign. */
export function degrees(angle: number): string {
  const whole = Math.round(angle);
  return `${whole < 0 ? "−" : ""}${Math.abs(whole)}°`;
}

/** An eye is shown as closed from this probability on. */
const CLOSED = 0.5;

/** An eye's openness, or the word for closed; null when the eye cannot be judged. */
export function eyeText({ openness, closed }: Face["eyes"]["left"]): string | null {
  if (openness === null) return null;
  return (closed ?? 0) >= CLOSED ? text.value.gauges.closed : openness.toFixed(2);
}
