// Image shapes in which no face can be found.

/** The greatest ratio of the sides. Panoramas of a full turn have about 10. */
const GREATEST_RATIO = 32;

/** Whether an image is so narrow that no photograph has its shape. A single pixel is small, but not narrow. */
export function isTooNarrow(width: number, height: number): boolean {
  return Math.max(width, height) > GREATEST_RATIO * Math.min(width, height);
}
