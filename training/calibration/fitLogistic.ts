// Logistic regression by Newton's method on the penalised likelihood.

import { solveSymmetric } from "../../src/math/cholesky.ts";

/** logit P(positive) = intercept + Σ weights · features. */
export interface LogisticFit {
  readonly intercept: number;
  readonly weights: readonly number[];
  /** Mean negative log-likelihood of the cases, in nats. */
  readonly loss: number;
}

/** One case: its features, its class, and its weight (1 by default). */
export interface LogisticCase {
  readonly features: readonly number[];
  readonly positive: boolean;
  readonly weight?: number;
}

export interface LogisticOptions {
  /** Strength of the L2 penalty, for features scaled to unit variance, per unit of case weight. */
  readonly l2?: number;
  readonly steps?: number;
}

/**
 * Fits a logistic regression by iteratively reweighted least squares (Newton). A step is halved
 * until it lowers the loss. Features are scaled to zero mean and unit variance internally, so that the penalty treats them
 * alike; the result is in the features' own units. The intercept is not penalised.
 *
 * @throws {RangeError} when there are no cases, they differ in length, or one of the classes is missing.
 */
export function fitLogistic(
  cases: readonly LogisticCase[],
  { l2 = 1e-4, steps = 50 }: LogisticOptions = {},
): LogisticFit {
  const count = cases[0]?.features.length ?? 0;
  const positives = cases.filter(({ positive }) => positive).length;
  if (positives === 0 || positives === cases.length) {
    throw new RangeError(
      `A logistic fit needs both classes, got ${positives} positive and ${cases.length - positives} negative cases.`,
    );
  }
  if (cases.some(({ features }) => features.length !== count)) {
    throw new RangeError(`Every case needs ${count} features, as the first one has.`);
  }
  const weightOf = cases.map(({ weight }) => weight ?? 1);
  const scales = featureScales(cases, weightOf, count);
  // Column 0 is the constant that carries the intercept.
  const rows = cases.map(({ features }) => [
    1,
    ...scales.map(({ mean, deviation }, j) => (features[j] - mean) / deviation),
  ]);
  const total = weightOf.reduce((sum, weight) => sum + weight, 0);

  const lossOf = (beta: readonly number[]): number => {
    let sum = 0;
    for (const [i, row] of rows.entries()) {
      const logit = dot(beta, row);
      const signed = cases[i]?.positive === true ? -logit : logit;
      // log(1 + e^s) without overflow.
      sum += weightOf[i] * (Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))));
    }
    return sum / total;
  };
  const penalised = (beta: readonly number[]): number =>
    lossOf(beta) + (l2 / 2) * beta.slice(1).reduce((sum, b) => sum + b * b, 0);

  let beta = new Array<number>(count + 1).fill(0);
  let value = penalised(beta);
  for (let step = 0; step < steps; step++) {
    const gradient = beta.map((b, j) => (j === 0 ? 0 : l2 * b));
    // A small damping keeps the matrix invertible when the classes are separable.
    const hessian = beta.map((_, j) =>
      beta.map((_, k) => (j === k ? (j === 0 ? 0 : l2) + 1e-9 : 0)),
    );
    for (const [i, row] of rows.entries()) {
      const probability = 1 / (1 + Math.exp(-dot(beta, row)));
      const share = weightOf[i] / total;
      const residual = share * (probability - (cases[i]?.positive === true ? 1 : 0));
      const curvature = share * probability * (1 - probability);
      for (let j = 0; j <= count; j++) {
        gradient[j] = gradient[j] + residual * row[j];
        const line = hessian[j];
        for (let k = 0; k <= count; k++) {
          line[k] = line[k] + curvature * row[j] * row[k];
        }
      }
    }
    const direction = solveSymmetric(
      Float64Array.from(hessian.flat()),
      Float64Array.from(gradient),
    );
    if (direction === null) break;
    let size = 1;
    let next = beta;
    let nextValue = value;
    for (; size > 1e-6; size /= 2) {
      next = beta.map((b, j) => b - size * direction[j]);
      nextValue = penalised(next);
      if (nextValue < value) break;
    }
    if (!(nextValue < value)) break;
    const gain = value - nextValue;
    beta = next;
    value = nextValue;
    if (gain < 1e-12) break;
  }

  const weights = scales.map(({ deviation }, j) => beta[j + 1] / deviation);
  const shift = scales.reduce((sum, { mean }, j) => sum + mean * weights[j], 0);
  return { intercept: beta[0] - shift, weights, loss: lossOf(beta) };
}

/** Weighted mean and standard deviation of each feature. A constant feature gets deviation 1, and so weight 0. */
function featureScales(
  cases: readonly LogisticCase[],
  weightOf: readonly number[],
  count: number,
): { mean: number; deviation: number }[] {
  const total = weightOf.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (value: (features: readonly number[]) => number): number =>
    cases.reduce((sum, c, i) => sum + weightOf[i] * value(c.features), 0) / total;
  return Array.from({ length: count }, (_, j) => {
    const mean = meanOf((features) => features[j]);
    const variance = meanOf((features) => (features[j] - mean) ** 2);
    return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
  });
}

function dot(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < p.length; j++) sum += p[j] * q[j];
  return sum;
}
