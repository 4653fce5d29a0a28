import { expect, test } from "vitest";
import type { Box } from "../../src/image/geometry.ts";
import { evaluateDetections } from "./detectionMetrics.ts";

const face = (x: number, side = 40): Box => ({ x, y: 0, width: side, height: side });
const found = (x: number, score: number, side = 40) => ({ box: face(x, side), score });

test("perfect detections score one and leave no false positives", () => {
  const report = evaluateDetections([
    { truth: [face(0), face(100)], detections: [found(1, 0.9), found(101, 0.4)] },
    { truth: [], detections: [] },
  ]);
  expect(report).toEqual({
    images: 2,
    faces: 2,
    average_precision_50: 1,
    recall: 1,
    false_positives_per_image: 0,
  });
});

test("a second detection of one face is false, and a missed face lowers recall", () => {
  const report = evaluateDetections([
    { truth: [face(0), face(100)], detections: [found(0, 0.9), found(4, 0.8)] },
  ]);
  expect(report.recall).toBe(0.5);
  expect(report.false_positives_per_image).toBe(1);
  expect(report.average_precision_50).toBeCloseTo(0.5);
});

test("a surer false positive halves the precision of what follows", () => {
  const report = evaluateDetections([
    { truth: [face(0)], detections: [found(200, 0.9), found(0, 0.8)] },
  ]);
  expect(report.average_precision_50).toBeCloseTo(0.5);
});

test("faces below the minimum size count neither way", () => {
  const images = [
    {
      truth: [face(0), face(100, 20), face(200, 20)],
      detections: [found(0, 0.9), found(100, 0.8, 20), found(300, 0.7, 20), found(400, 0.6)],
    },
  ];
  const report = evaluateDetections(images, { minimumSize: 32 });
  expect(report.faces).toBe(1);
  expect(report.recall).toBe(1);
  expect(report.false_positives_per_image).toBe(1);
});

test("the threshold moves recall and false positives but not the average precision", () => {
  const images = [{ truth: [face(0)], detections: [found(0, 0.3), found(100, 0.2)] }];
  const strict = evaluateDetections(images, { threshold: 0.5 });
  expect([strict.recall, strict.false_positives_per_image]).toEqual([0, 0]);
  expect(strict.average_precision_50).toBe(1);
});
