// IEEE 754 half precision for shipped weights: half the bytes, with errors far below the noise of training.

/**
 * Rounds float32 numbers to half precision (binary16), to nearest, ties to even.
 *
 * @returns 16-bit patterns; numbers beyond ±65504 become infinite.
 */
export function toHalfPrecision(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, halfOf);
}

/** Widens half-precision patterns to float32, which is exact. */
export function fromHalfPrecision(patterns: Uint16Array): Float32Array {
  return Float32Array.from(patterns, (pattern) => {
    const sign = pattern & 0x8000 ? -1 : 1;
    const exponent = (pattern >>> 10) & 0x1f;
    const fraction = pattern & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
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
    // A subnormal number: the implicit leading 1 is made explicit and shifted down.
    if (scaled < -10) return sign;
    return sign | roundShift(fraction | 0x800000, 14 - scaled);
  }
  // A carry out of the fraction correctly increments the exponent.
  return sign + ((scaled << 10) + roundShift(fraction, 13));
}

/** number ÷ 2^shift, rounded to nearest, ties to even. */
function roundShift(number: number, shift: number): number {
  const kept = number >>> shift;
  const rest = number & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
