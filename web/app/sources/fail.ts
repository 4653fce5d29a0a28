// Telling the user what went wrong with a source.

import { type Problem, problem } from "../state/live.ts";
import { CameraError } from "./camera.ts";

/** Shows a problem: the camera's own where it is one of those. @param otherwise what it is called in any other case. */
export function fail(reason: unknown, otherwise: Problem): void {
  console.error(reason);
  problem.value = reason instanceof CameraError ? reason.problem : otherwise;
}
