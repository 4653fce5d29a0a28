// Errors of sources that cannot be opened or analysed, with the problem that is shown to the user.

import { type Problem, problem } from "../state/live.ts";

export class SourceError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** Shows the problem of an error; any error but a `SourceError` is shown as `otherwise`. */
export function showProblem(error: unknown, otherwise: Problem): void {
  console.error(error);
  problem.value = error instanceof SourceError ? error.problem : otherwise;
}
