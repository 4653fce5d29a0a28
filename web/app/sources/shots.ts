// What is shown of a frame, made of the worker's answer or of a stored one.

import type { SessionFrame } from "../../../src/index.ts";
import type { StreamAnswer } from "../../worker/protocol.ts";
import { type Counts, counts, type Shot, shot } from "../state/live.ts";

/** An answer with the image that it is about. */
export function shotOf(answer: StreamAnswer, image: HTMLCanvasElement): Shot {
  const { frame, report, milliseconds } = answer;
  const { width, height, faces, driver, timestamp } = frame;
  const face = faces.find(({ id }) => id === driver) ?? null;
  return { image, width, height, faces, face, report, timestamp, milliseconds };
}

/** A stored frame as the answer that it was; the stages that are not stored took no time. */
export function answerOf(stored: SessionFrame): StreamAnswer {
  const { detect, landmarks, measures } = stored.frame.milliseconds;
  const total = detect + landmarks + measures;
  return { ...stored, milliseconds: { pixels: 0, detect, landmarks, measures, driver: 0, total } };
}

/** Shows an answer with its image. */
export function publish(answer: StreamAnswer, image: HTMLCanvasElement, counted: Counts): void {
  shot.value = shotOf(answer, image);
  counts.value = counted;
}
