// Doing what is asked for often only as often as it can be seen.

/** Makes a function that runs `action` soon after it was called, but at most once in so many milliseconds. */
export function atMostEvery(milliseconds: number, action: () => void): () => void {
  let waiting = false;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (waiting) return;
    waiting = true;
    const rest = Math.max(0, last + milliseconds - performance.now());
    setTimeout(() => {
      waiting = false;
      last = performance.now();
      action();
    }, rest);
  };
}
