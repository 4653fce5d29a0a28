// For tests: model cards with round numbers.

import {
  CARD_FORMAT,
  type DetectionCard,
  type EyesCard,
  type LandmarksCard,
} from "../src/modelCard.ts";

const common = {
  format: CARD_FORMAT,
  version: "1.0.0",
  description: "For tests.",
  architecture: { summary: "none", parameters: 1, operations: 1 },
  data: [{ name: "none", use: "training", images: 0, terms: "none" }],
  training: { command: "none", seed: 1, images: 0, hours: 0 },
  figures: {},
  terms: "none",
} as const;

export const LANDMARKS_CARD: LandmarksCard = {
  ...common,
  data: [...common.data],
  name: "test-landmarks",
  task: "landmarks",
  runtime: {
    inputSize: 256,
    heatmapSize: 64,
    occlusion: { slope: 8, intercept: 0, threshold: 0.5 },
    faceScore: {
      intercept: -3,
      weights: { meanPeak: 6, lowPeak: 6, shapeResidual: -12 },
      threshold: 0.5,
    },
  },
};

export const DETECTION_CARD: DetectionCard = {
  ...common,
  data: [...common.data],
  name: "test-detector",
  task: "detection",
  runtime: { threshold: 0.3, longestSide: 640, maximumOverlap: 0.4 },
};

export const EYES_CARD: EyesCard = {
  ...common,
  data: [...common.data],
  name: "test-eyes",
  task: "eyes",
  runtime: {
    inputSize: 48,
    open: { slope: 1, intercept: 0 },
    seen: { slope: 1, intercept: 0 },
    join: {
      leastSeen: 0.5,
      openness: { slope: 25, intercept: -4 },
      width: { none: 8, full: 24 },
    },
  },
};
