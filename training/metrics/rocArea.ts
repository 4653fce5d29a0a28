// The area under the ROC curve.

/**
 * The chance that a positive case has a higher score than a negative one (Mann and Whitney). Equal scores count one half.
 *
 * @returns `null` without cases of both kinds.
 */
export function rocArea(
  cases: readonly { readonly score: number; readonly positive: boolean }[],
): number | null {
  const sorted = [...cases].sort((p, q) => p.score - q.score);
  const positives = sorted.filter(({ positive }) => positive).length;
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let pairs = 0;
  let below = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    let equalPositives = 0;
    while (to < sorted.length && sorted[to].score === sorted[from].score) {
      if (sorted[to].positive) equalPositives++;
      to++;
    }
    const equalNegatives = to - from - equalPositives;
    pairs += equalPositives * (below + equalNegatives / 2);
    below += equalNegatives;
    from = to;
  }
  return pairs / (positives * negatives);
}
