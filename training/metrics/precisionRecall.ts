// Precision, recall and ROC area of a scored two-class decision, over all thresholds.

/** One scored case. A higher score means "more likely positive". */
export interface ScoredCase {
  readonly score: number;
  readonly positive: boolean;
}

/** Precision and recall when every case with a score of at least `threshold` is classified as positive. */
export interface OperatingPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The precision-recall curve, one point for each distinct score, from the highest down. Cases with equal
 * scores enter together, because no threshold separates them.
 *
 * @param unscoredPositives positives without a score, as on missed faces. No threshold finds them.
 */
export function precisionRecallCurve(
  cases: readonly ScoredCase[],
  unscoredPositives = 0,
): readonly OperatingPoint[] {
  const sorted = [...cases].sort((p, q) => q.score - p.score);
  const positives = sorted.filter(({ positive }) => positive).length + unscoredPositives;
  const curve: OperatingPoint[] = [];
  let found = 0;
  for (const [index, { score, positive }] of sorted.entries()) {
    if (positive) found++;
    if (sorted[index + 1]?.score === score) continue;
    curve.push({
      threshold: score,
      precision: found / (index + 1),
      recall: positives === 0 ? 0 : found / positives,
    });
  }
  return curve;
}

/**
 * Average precision: the sum over the curve of (gain in recall) × precision, without interpolation.
 * 0 when nothing is positive.
 */
export function averagePrecision(curve: readonly OperatingPoint[]): number {
  let area = 0;
  let recall = 0;
  for (const point of curve) {
    area += (point.recall - recall) * point.precision;
    recall = point.recall;
  }
  return area;
}

/** The point of highest recall whose precision is at least `precision` (on ties the most precise), if any. */
export function bestRecallAtPrecision(
  curve: readonly OperatingPoint[],
  precision: number,
): OperatingPoint | undefined {
  let best: OperatingPoint | undefined;
  for (const point of curve) {
    if (point.precision < precision) continue;
    if (best === undefined || point.recall > best.recall) best = point;
  }
  return best;
}

/**
 * Area under the ROC curve: the chance that a positive case has a higher score than a negative one (Mann and Whitney). Equal scores count one half.
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

/** One point of a ROC curve: shares of the negative and of the positive cases with a score of at least `threshold`. */
export interface RocPoint {
  readonly threshold: number;
  readonly false_positive_rate: number;
  readonly recall: number;
}

/** Points of a ROC curve are at least this far apart in one of both rates, so that a curve has at most 40 points. */
const ROC_STEP = 0.05;

/** The ROC curve from the highest threshold down; empty without cases of both kinds. */
export function rocCurve(cases: readonly ScoredCase[]): RocPoint[] {
  const sorted = [...cases].sort((p, q) => q.score - p.score);
  const positives = sorted.filter(({ positive }) => positive).length;
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const curve: RocPoint[] = [];
  let found = 0;
  for (const [index, { score, positive }] of sorted.entries()) {
    if (positive) found++;
    const next = sorted[index + 1];
    if (next?.score === score) continue;
    const point = {
      threshold: score,
      false_positive_rate: (index + 1 - found) / negatives,
      recall: found / positives,
    };
    const last = curve.at(-1) ?? { false_positive_rate: 0, recall: 0 };
    const step = Math.max(
      point.false_positive_rate - last.false_positive_rate,
      point.recall - last.recall,
    );
    if (step >= ROC_STEP || next === undefined) curve.push(point);
  }
  return curve;
}
