// Small readings of a face for the view.

import type { Face } from "../../../src/index.ts";
import { text } from "../text/index.ts";

/** How many of a face's landmarks are hidden. */
export function hiddenLandmarks(face: Face | null): number {
  return face?.landmarks.filter(({ occluded }) => occluded).length ?? 0;
}

/** A share as whole percent with its sign, in any language's digits. */
export function percent(share: number): string {
  // A no-break space: the sign stays with its number.
  return `${Math.round(100 * share)}\u00a0%`;
}

/** Whole degrees with a true minus. */
export function degrees(angle: number): string {
  const whole = Math.round(angle);
  return `${whole < 0 ? "−" : ""}${Math.abs(whole)}°`;
}

/** From this probability on an eye is called closed. */
const CLOSED = 0.5;

/** An eye as the view shows it: its openness, the word when it is closed, or null when it cannot be seen. */
export function eyeText({ openness, closed }: Face["eyes"]["left"]): string | null {
  if (openness === null) return null;
  return (closed ?? 0) >= CLOSED ? text.value.gauges.closed : openness.toFixed(2);
}
