// Small readings of a face for the view.

import type { Face, Openness } from "../../../src/index.ts";

/** How many of a face's landmarks are hidden. */
export function hiddenLandmarks(face: Face | null): number {
  return face?.landmarks.filter(({ occluded }) => occluded).length ?? 0;
}

/** A share as whole percent with its sign, in any language's digits. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Whole degrees with a true minus. */
export function degrees(angle: number): string {
  const whole = Math.round(angle);
  return `${whole < 0 ? "−" : ""}${Math.abs(whole)}°`;
}

/** The openness of an eye or mouth as the view shows it: two decimals, or null when it cannot be seen. */
export function opening({ openness }: Openness): string | null {
  return openness === null ? null : openness.toFixed(2);
}
