// How many frames a second are analysed.

import { computed, signal } from "@preact/signals";

/** When the last frames arrived, milliseconds. */
const arrivals = signal<readonly number[]>([]);

/** Over so many frames. */
const OVER = 20;
/** A longer pause, in milliseconds, begins a new count. */
const PAUSE = 2_000;

/** Frames a second over the last ones; null before the second frame and after a pause. */
export const rate = computed(() => {
  const { value } = arrivals;
  const [first, last] = [value[0], value.at(-1)];
  if (first === undefined || last === undefined || value.length < 2) return null;
  return (1000 * (value.length - 1)) / (last - first);
});

/** Counts a frame that arrives now. */
export function countFrame(now: number): void {
  const before = arrivals.peek();
  const paused = now - (before.at(-1) ?? now) > PAUSE;
  arrivals.value = paused ? [now] : [...before, now].slice(-OVER);
}
