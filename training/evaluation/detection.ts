// Measures face detection on photographs with annotated boxes: the detector alone, and the whole pipeline.

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
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

/** Detector and pipeline, as far as measuring detection needs them. */
export interface DetectionPipeline {
  /** The detector alone, with a low threshold: whole precision-recall curves need low scores. */
  detect(frame: Frame): Promise<readonly Detection[]>;
  /** The faces of the pipeline in given boxes; a `Vigil` is one. */
  analyze(
    frame: Frame,
    options: {
      readonly boxes: readonly (Box & { readonly score: number })[];
      readonly minScore: number;
    },
  ): Promise<{ readonly faces: readonly Pick<Face, "box" | "score" | "detectorScore">[] }>;
  /** The detector's threshold in its card. */
  readonly threshold: number;
  /** Whether the pipeline reports a box with these scores as a face. */
  isFace(scores: Pick<Face, "score" | "detectorScore">): boolean;
  /** How likely a box with these scores is a face, for ranking. */
  rank(scores: Pick<Face, "score" | "detectorScore">): number;
}

/** Only this many detections of an image, those with the highest scores, get a refined score. More do not change the figures. */
const MOST_DETECTIONS = 100;

export interface DetectionEvaluationOptions {
  /** Faces with a shorter side below this, in pixels, are ignored; 0 by default. */
  readonly minimumSize?: number;
  /** Called after each photograph. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface DetectionEvaluation {
  /** The detector alone, ranked by its own score. */
  readonly before: DetectionReport;
  /** The pipeline: boxes corrected by landmarks, ranked by both scores together. */
  readonly after: DetectionReport;
  readonly broken: readonly BrokenFile[];
}

/**
 * Measures face boxes on photographs, before and after the refined face score. Average precision is computed
 * over all scores. Recall and false positives are those at the thresholds of the model cards. Files that cannot be read are
 * left out and listed.
 *
 * @throws {Error} when not one photograph could be read.
 */
export async function evaluateDetection(
  photographs: readonly BoxedPhotograph[],
  pipeline: DetectionPipeline,
  { minimumSize = 0, onProgress }: DetectionEvaluationOptions = {},
): Promise<DetectionEvaluation> {
  const detected: DetectedImage[] = [];
  const ranked: DetectedImage[] = [];
  const reported: DetectedImage[] = [];
  const broken: BrokenFile[] = [];
  for (const [index, { imagePath, boxes: truth }] of photographs.entries()) {
    const frame = await readRgbFrame(imagePath).catch((cause: unknown) => {
      broken.push(brokenFile(imagePath, cause));
      return undefined;
    });
    if (frame !== undefined) {
      const all = [...(await pipeline.detect(frame))].sort((p, q) => q.score - p.score);
      const detections = all.slice(0, MOST_DETECTIONS);
      const boxes = detections.map(({ box, score }) => ({ ...box, score }));
      const { faces } = await pipeline.analyze(frame, { boxes, minScore: 0 });
      const scored = faces.map((face) => ({ box: face.box, score: pipeline.rank(face) }));
      const kept = scored.filter((_, k) => {
        const face = faces[k];
        return (
          face !== undefined && face.detectorScore >= pipeline.threshold && pipeline.isFace(face)
        );
      });
      detected.push({ truth, detections: detections.map((face) => clip(face, frame)) });
      ranked.push({ truth, detections: scored.map((face) => clip(face, frame)) });
      reported.push({ truth, detections: kept.map((face) => clip(face, frame)) });
    }
    onProgress?.(index + 1, photographs.length);
  }
  checkMeasured(detected.length, photographs.length, "photographs", broken);
  const { average_precision_50 } = evaluateDetections(ranked, { minimumSize });
  return {
    before: evaluateDetections(detected, { minimumSize, threshold: pipeline.threshold }),
    after: { ...evaluateDetections(reported, { minimumSize }), average_precision_50 },
    broken,
  };
}

/** A detection with its box clipped to the image, as annotated boxes are. */
function clip(
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
