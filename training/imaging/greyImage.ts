// Small helpers of grey pictures held as floats.

/** The mean grey value. */
export function meanOf(picture: Float32Array): number {
  let sum = 0;
  for (const value of picture) sum += value;
  return sum / picture.length;
}

/** Grey values as bytes, cut at 0 and 255. */
export function toBytes(picture: Float32Array, into: Uint8Array): void {
  for (let at = 0; at < picture.length; at++) {
    into[at] = Math.max(0, Math.min(255, Math.round(picture[at] as number)));
  }
}
