// Small helpers of grey images held as floats.

/** The mean grey value. */
export function meanOf(image: Float32Array): number {
  let sum = 0;
  for (const value of image) sum += value;
  return sum / image.length;
}

/** Grey values as bytes, cut at 0 and 255. */
export function toBytes(image: Float32Array, into: Uint8Array): void {
  for (let at = 0; at < image.length; at++) {
    into[at] = Math.max(0, Math.min(255, Math.round(image[at])));
  }
}
