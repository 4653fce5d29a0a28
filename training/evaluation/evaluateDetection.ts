// Runs detector and road over photographs with known face boxes, and measures both.

import { errorMessage } from "../../src/errorMessage.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { Box } from "../../src/image/geometry.ts";
import type { Detection, Face } from "../../src/result.ts";
import type { BoxedPhotograph } from "../detector/dataset.ts";
import { readRgbFrame } from "../landmarks/dataset.ts";
import {
  type DetectedImage,
  type DetectionReport,
  evaluateDetections,
} from "../metrics/detectionMetrics.ts";
import type { BrokenFile } from "./evaluateLandmarks.ts";

/** Detector and road, as far as measuring detection needs them. */
export interface DetectionRoad {
  /** The detector alone, opened down to low scores so that whole precision-recall curves can be drawn. */
  detect(frame: Frame): Promise<readonly Detection[]>;
  /** What the road makes of given boxes; a `Vigil` does it. */
  analyze(
    frame: Frame,
    options: {
      readonly boxes: readonly (Box & { readonly score: number })[];
      readonly minScore: number;
    },
  ): Promise<{ readonly faces: readonly Pick<Face, "box" | "score" | "detectorScore">[] }>;
  /** The detector's score from which on a box is looked at. */
  readonly threshold: number;
  /** Whether users get a box with these scores as a face. */
  isFace(scores: Pick<Face, "score" | "detectorScore">): boolean;
  /** How likely a box with these scores is a face, to rank by. */
  rank(scores: Pick<Face, "score" | "detectorScore">): number;
}

/** So many of the surest detections get a refined score: more add next to nothing to any figure. */
const MOST_DETECTIONS = 100;

export interface DetectionEvaluationOptions {
  /** Faces smaller than this on their shorter side, in pixels, are ignored; 0 where not given. */
  readonly minimumSize?: number;
  /** Called after each photograph. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface DetectionEvaluation {
  /** The detector alone, ranked by its own score. */
  readonly before: DetectionReport;
  /** The road, with boxes corrected by landmarks, ranked by both scores together. */
  readonly after: DetectionReport;
  readonly broken: readonly BrokenFile[];
}

/**
 * Measures face boxes on photographs, before and after the refined face score. Average precision is taken
 * over all scores; recall and false positives are what users get, at the model cards' thresholds. Files that
 * cannot be read are left out and listed.
 *
 * @throws {Error} when not one photograph could be read.
 */
export async function evaluateDetection(
  photographs: readonly BoxedPhotograph[],
  road: DetectionRoad,
  { minimumSize = 0, onProgress }: DetectionEvaluationOptions = {},
): Promise<DetectionEvaluation> {
  const detected: DetectedImage[] = [];
  const ranked: DetectedImage[] = [];
  const reported: DetectedImage[] = [];
  const broken: BrokenFile[] = [];
  for (const [index, { imagePath, boxes: truth }] of photographs.entries()) {
    const frame = await readRgbFrame(imagePath).catch((cause: unknown) => {
      broken.push({
        path: imagePath,
        message: errorMessage(cause),
      });
      return undefined;
    });
    if (frame !== undefined) {
      const found = [...(await road.detect(frame))].sort((p, q) => q.score - p.score);
      const detections = found.slice(0, MOST_DETECTIONS);
      const boxes = detections.map(({ box, score }) => ({ ...box, score }));
      const { faces } = await road.analyze(frame, { boxes, minScore: 0 });
      const scored = faces.map((face) => ({ box: face.box, score: road.rank(face) }));
      const kept = scored.filter((_, k) => {
        const face = faces[k];
        return face !== undefined && face.detectorScore >= road.threshold && road.isFace(face);
      });
      detected.push({ truth, detections: detections.map((face) => cut(face, frame)) });
      ranked.push({ truth, detections: scored.map((face) => cut(face, frame)) });
      reported.push({ truth, detections: kept.map((face) => cut(face, frame)) });
    }
    onProgress?.(index + 1, photographs.length);
  }
  if (detected.length === 0) {
    throw new Error(
      `Not one of ${photographs.length} photographs could be read; the first: ${broken[0]?.message ?? "there are none."}`,
    );
  }
  const { average_precision_50 } = evaluateDetections(ranked, { minimumSize });
  return {
    before: evaluateDetections(detected, { minimumSize, threshold: road.threshold }),
    after: { ...evaluateDetections(reported, { minimumSize }), average_precision_50 },
    broken,
  };
}

/** A detection with its box cut at the image's border, where annotators stop too. */
function cut(
  { box, score }: { readonly box: Box; readonly score: number },
  frame: Frame,
): Detection {
  const left = Math.max(-0.5, box.x);
  const top = Math.max(-0.5, box.y);
  const right = Math.min(frame.width - 0.5, box.x + box.width);
  const bottom = Math.min(frame.height - 0.5, box.y + box.height);
  const width = Math.max(0, right - left);
  return { score, box: { x: left, y: top, width, height: Math.max(0, bottom - top) } };
}
