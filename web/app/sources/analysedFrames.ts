// Analysed frames from the worker's answers and from stored frames.

import type { SessionFrame } from "../../../src/index.ts";
import type { StreamAnswer } from "../../worker/protocol.ts";
import { type AnalysedFrame, type Counts, counts, shownFrame } from "../state/live.ts";

/** An answer with the image that it is about. */
export function analysedFrame(answer: StreamAnswer, image: HTMLCanvasElement): AnalysedFrame {
  const { frame, report, milliseconds } = answer;
  const { width, height, faces, driver, timestamp } = frame;
  const face = faces.find(({ id }) => id === driver) ?? null;
  return { image, width, height, faces, face, report, timestamp, milliseconds };
}

/** A stored frame as the worker's answer. Times that are not stored are 0. */
export function storedAnswer(stored: SessionFrame): StreamAnswer {
  const { detect, landmarks, measures } = stored.frame.milliseconds;
  const total = detect + landmarks + measures;
  return { ...stored, milliseconds: { pixels: 0, detect, landmarks, measures, driver: 0, total } };
}

/** Shows an answer with its image. */
export function publish(answer: StreamAnswer, image: HTMLCanvasElement, counted: Counts): void {
  shownFrame.value = analysedFrame(answer, image);
  counts.value = counted;
}
