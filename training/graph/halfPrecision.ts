// IEEE 754 half precision, in which shipped weights are stored: half the bytes for errors far below training noise.

/**
 * Rounds float32 numbers to half precision (binary16), to nearest, ties to even.
 *
 * @returns the 16-bit patterns; numbers beyond ±65504 become infinite.
 */
export function toHalfPrecision(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, halfOf);
}

/** The half-precision pattern nearest to a single-precision one. */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const scaled = exponent - 127 + 15;
  if (scaled >= 31) return sign | 0x7c00;
  if (scaled <= 0) {
    // Too small for a normal number: the implied leading 1 is written out and shifted down.
    if (scaled < -10) return sign;
    return sign | roundShift(fraction | 0x800000, 14 - scaled);
  }
  // A carry out of the fraction moves into the exponent, as it should.
  return sign + ((scaled << 10) + roundShift(fraction, 13));
}

/** number ÷ 2^shift, rounded to nearest, ties to even. */
function roundShift(number: number, shift: number): number {
  const kept = number >>> shift;
  const rest = number & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
