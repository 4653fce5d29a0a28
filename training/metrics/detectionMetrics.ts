// How well face boxes are found: average precision at one overlap, recall, false positives per image.

import { type Box, intersectionOverUnion } from "../../src/image/geometry.ts";
import type { Detection } from "../../src/result.ts";
import { averagePrecision, precisionRecallCurve, type ScoredCase } from "./precisionRecall.ts";

/** One image: its annotated faces and what the detector reported, both in the image's pixels. */
export interface DetectedImage {
  readonly truth: readonly Box[];
  readonly detections: readonly Detection[];
}

export interface DetectionMetricOptions {
  /** Faces whose shorter side is below this many pixels count neither as missed nor as false; 0 by default. */
  readonly minimumSize?: number;
  /** A detection finds a face when their boxes overlap by at least this (IoU); 0.5 by default. */
  readonly minimumOverlap?: number;
  /** Detections below this score count in the average precision only; 0 by default. */
  readonly threshold?: number;
}

export interface DetectionReport {
  readonly images: number;
  /** Annotated faces that count. */
  readonly faces: number;
  /** Area under the precision-recall curve, without interpolation; 0 when there are no faces. */
  readonly average_precision_50: number;
  /** Share of the faces found at the threshold; 0 when there are no faces. */
  readonly recall: number;
  /** Detections at the threshold that are no face, over the number of images. */
  readonly false_positives_per_image: number;
}

/**
 * Measures detections against annotated faces.
 *
 * In each image the surest detection chooses first, the free face that it overlaps most (Everingham et
 * al., PASCAL VOC 2010); faces that count go before those too small. What finds a face too small, or is too
 * small itself and finds none, is left out (Lin et al., COCO 2014). Boxes are compared as far as
 * they are given: cut them at the image's border first where the annotation is.
 */
export function evaluateDetections(
  images: readonly DetectedImage[],
  options: DetectionMetricOptions = {},
): DetectionReport {
  const { minimumSize = 0, minimumOverlap = 0.5, threshold = 0 } = options;
  const large = ({ width, height }: Box) => Math.min(width, height) >= minimumSize;
  const cases: ScoredCase[] = [];
  let faces = 0;
  for (const { truth, detections } of images) {
    faces += truth.filter(large).length;
    const free = new Set(truth);
    for (const { box, score } of [...detections].sort((p, q) => q.score - p.score)) {
      const overlapping = [...free].filter(
        (face) => intersectionOverUnion(box, face) >= minimumOverlap,
      );
      const found = closest(box, overlapping.filter(large)) ?? closest(box, overlapping);
      if (found !== undefined) free.delete(found);
      if (large(found ?? box)) cases.push({ score, positive: found !== undefined });
    }
  }
  const reported = cases.filter(({ score }) => score >= threshold);
  const foundAtThreshold = reported.filter(({ positive }) => positive).length;
  const foundAtAll = cases.filter(({ positive }) => positive).length;
  return {
    images: images.length,
    faces,
    average_precision_50: averagePrecision(precisionRecallCurve(cases, faces - foundAtAll)),
    recall: faces === 0 ? 0 : foundAtThreshold / faces,
    false_positives_per_image:
      images.length === 0 ? 0 : (reported.length - foundAtThreshold) / images.length,
  };
}

function closest(box: Box, faces: readonly Box[]): Box | undefined {
  let best: Box | undefined;
  for (const face of faces) {
    if (best === undefined || intersectionOverUnion(box, face) > intersectionOverUnion(box, best)) {
      best = face;
    }
  }
  return best;
}
