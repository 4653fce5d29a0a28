// Levenberg–Marquardt: damped Gauss–Newton steps for a small least-squares problem on any kind of state.

import { solveSymmetric } from "../math/cholesky.ts";

/** A least-squares cost near a state, to second order: ½ δᵀ · hessian · δ + gradientᵀ · δ. */
export interface Linearization {
  /** JᵀWJ, n × n, row after row; only the lower triangle counts. */
  readonly hessian: Float64Array;
  /** JᵀWr, n long. */
  readonly gradient: Float64Array;
}

/** A cost to be minimised over states that a step of n numbers moves. */
export interface LeastSquaresProblem<State> {
  /** Half the sum of (robust) squares; infinite where the state makes no sense. */
  cost(state: State): number;
  linearize(state: State): Linearization;
  /** The state after a step. */
  move(state: State, step: Float64Array): State;
}

export interface Minimum<State> {
  readonly state: State;
  readonly cost: number;
}

const FIRST_DAMPING = 1e-3;
const MAX_DAMPING = 1e10;

/**
 * Walks downhill from `start` for at most `iterations` accepted or refused steps, until a step gains less
 * than `smallestGain` of the cost, or the cost is below `negligible`. The damping scales with the Hessian's
 * diagonal (Marquardt 1963), so radians and millimetres need no common unit.
 */
export function levenbergMarquardt<State>(
  problem: LeastSquaresProblem<State>,
  start: State,
  {
    iterations,
    smallestGain,
    negligible,
  }: { iterations: number; smallestGain: number; negligible: number },
): Minimum<State> {
  let state = start;
  let cost = problem.cost(state);
  let damping = FIRST_DAMPING;
  let { hessian, gradient } = problem.linearize(state);
  for (let iteration = 0; iteration < iterations && damping < MAX_DAMPING; iteration++) {
    const step = dampedStep(hessian, gradient, damping);
    const candidate = step && problem.move(state, step);
    const candidateCost = candidate === null ? Number.POSITIVE_INFINITY : problem.cost(candidate);
    if (candidate === null || !(candidateCost < cost)) {
      damping *= 10;
      continue;
    }
    const gain = cost - candidateCost;
    state = candidate;
    cost = candidateCost;
    if (gain <= smallestGain * (cost + gain) || cost < negligible) break;
    damping = Math.max(damping / 10, 1e-9);
    ({ hessian, gradient } = problem.linearize(state));
  }
  return { state, cost };
}

function dampedStep(
  hessian: Float64Array,
  gradient: Float64Array,
  damping: number,
): Float64Array | null {
  const size = gradient.length;
  const damped = Float64Array.from(hessian);
  for (let i = 0; i < size; i++) {
    const diagonal = hessian[i * size + i];
    // A direction that the data do not feel at all still needs some resistance.
    damped[i * size + i] = diagonal + damping * Math.max(diagonal, 1e-12);
  }
  return solveSymmetric(
    damped,
    gradient.map((value) => -value),
  );
}
