// Waits between attempts: longer each time, and random, so that many clients of a server that fails do not return at once.

export interface BackoffOptions {
  /** The longest first wait, seconds. */
  readonly first: number;
  /** The longest of all waits, seconds. */
  readonly longest: number;
  /** Uniform in 0..1; tests pass a fake. */
  readonly random?: () => number;
}

export interface Backoff {
  /** Seconds to wait before the next attempt. */
  next(): number;
  /** Begins anew, after an attempt that has lasted. */
  reset(): void;
}

/** Waits of half to all of first, 2 × first, 4 × first … up to the longest. */
export function createBackoff({ first, longest, random = Math.random }: BackoffOptions): Backoff {
  let most = first;
  return {
    next() {
      const wait = most * (0.5 + 0.5 * random());
      most = Math.min(2 * most, longest);
      return wait;
    },
    reset() {
      most = first;
    },
  };
}
