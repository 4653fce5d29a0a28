// Numbers shortened for text, the same on every machine.

/** Rounds to at most `decimals` places, without negative zero; what is not finite is left as it is. */
export function rounded(value: number, decimals: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(decimals)) + 0 : value;
}
