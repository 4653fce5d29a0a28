// Small functions of numbers that several parts of the monitor share.

/** How sure it is that a measured margin is above 0, when margins err by about `scale`: 0.5 at 0, rising to 1. */
export function sureOf(margin: number, scale: number): number {
  return 1 / (1 + Math.exp((-1.7 * margin) / scale));
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which this share of the values lies, between neighbours in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((p, q) => p - q);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low + (high - low) * (at - Math.floor(at));
}

/** When a value that went from `before` to `now` between two times passed `level`; undefined when unknown. */
export function crossingTime(
  before: { readonly time: number; readonly value: number | null } | null,
  now: { readonly time: number; readonly value: number | null },
  level: number,
): number | undefined {
  if (before === null || before.value === null || now.value === null) return undefined;
  if (before.value === now.value) return undefined;
  const share = (level - before.value) / (now.value - before.value);
  return before.time + clamp(share, 0, 1) * (now.time - before.time);
}
