// Levenberg–Marquardt: damped Gauss–Newton steps for a small least-squares problem over any kind of state.

import { solveSymmetric } from "../math/cholesky.ts";

/** A least-squares cost near a state, to second order: ½ δᵀ · hessian · δ + gradientᵀ · δ. */
export interface Linearization {
  /** JᵀWJ, n × n, row-major; only the lower triangle is read. */
  readonly hessian: Float64Array;
  /** JᵀWr, n long. */
  readonly gradient: Float64Array;
}

/** A cost to be minimised over states; a step of n numbers changes the state. */
export interface LeastSquaresProblem<State> {
  /** Half the sum of (robust) squares; infinite where the state is impossible. */
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
 * Minimises the cost from `start` on, for at most `iterations` accepted or rejected steps. It ends earlier when a step
 * reduces the cost by a smaller share than `smallestGain`, or when the cost is below `negligible`. The damping
 * scales with the diagonal of the Hessian (Marquardt 1963), so radians and millimetres need no common unit.
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
    // A direction that the data do not constrain needs some damping too.
    damped[i * size + i] = diagonal + damping * Math.max(diagonal, 1e-12);
  }
  return solveSymmetric(
    damped,
    gradient.map((value) => -value),
  );
}
