// How well faces are detected: average precision at one overlap, recall, false positives per image.

import { type Box, intersectionOverUnion } from "../../src/image/geometry.ts";
import type { Detection } from "../../src/result.ts";
import { averagePrecision, precisionRecallCurve, type ScoredCase } from "./precisionRecall.ts";

/** One image: its annotated faces and what the detector reported, both in the image's pixels. */
export interface DetectedImage {
  readonly truth: readonly Box[];
  readonly detections: readonly Detection[];
}

export interface DetectionMetricOptions {
  /** Faces with a shorter side below this many pixels count neither as missed nor as false positives; 0 by default. */
  readonly minimumSize?: number;
  /** A detection matches a face when their boxes overlap by at least this (IoU); 0.5 by default. */
  readonly minimumOverlap?: number;
  /** Detections below this score count in the average precision only; 0 by default. */
  readonly threshold?: number;
}

export interface DetectionReport {
  readonly images: number;
  /** Annotated faces of at least the minimum size. */
  readonly faces: number;
  /** Area under the precision-recall curve, without interpolation; 0 when there are no faces. */
  readonly average_precision_50: number;
  /** Share of the faces detected at the threshold; 0 when there are no faces. */
  readonly recall: number;
  /** False positives at the threshold ÷ images. */
  readonly false_positives_per_image: number;
}

/**
 * Measures detections against annotated faces.
 *
 * In each image, detections are matched from the highest score down. Each takes the free face that it overlaps most
 * (Everingham et al., PASCAL VOC 2010); faces of at least the minimum size are preferred. Detections that match a smaller
 * face, and unmatched detections that are too small themselves, are left out (Lin et al., COCO 2014). Boxes are compared
 * as given: clip them to the image first where the annotation is clipped.
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
