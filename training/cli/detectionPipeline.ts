// The detector, opened to low scores, and the road behind it: what measuring detection needs.

import { availableParallelism } from "node:os";
import { modelsFolder, readModel } from "../../node/models.ts";
import { runtime } from "../../node/runtime.ts";
import { isFace } from "../../src/candidates.ts";
import { detectFaces } from "../../src/detect/detectFaces.ts";
import { jointScore } from "../../src/landmarks/jointScore.ts";
import { parseDetectionCard, parseLandmarksCard } from "../../src/modelCard.ts";
import { loadNetwork } from "../../src/network/network.ts";
import { vigilOf } from "../../src/vigil.ts";
import type { DetectionRoad } from "../evaluation/evaluateDetection.ts";

/** Detections below this score add next to nothing to a precision-recall curve. */
const LOWEST_SCORE = 0.05;

/**
 * Loads detector and landmark network for measuring.
 *
 * @param models their folder; default the package's own.
 * @throws {Error} when one of them is missing or damaged, naming the file.
 */
export async function openDetectionRoad(
  models: string = modelsFolder(),
): Promise<DetectionRoad & { dispose(): Promise<void> }> {
  const [detectorFile, landmarksFile] = await Promise.all([
    readModel(models, "detector"),
    readModel(models, "landmarks"),
  ]);
  const cards = {
    detector: parseDetectionCard(detectorFile.card),
    landmarks: parseLandmarksCard(landmarksFile.card),
  };
  const { threshold } = cards.detector.runtime;
  const { joint } = cards.landmarks.runtime;
  const opened = { ...cards.detector.runtime, threshold: Math.min(LOWEST_SCORE, threshold) };
  const options = { runtime, threads: availableParallelism() };
  const detector = await loadNetwork(detectorFile.bytes, options);
  const landmarks = await loadNetwork(landmarksFile.bytes, options);
  const vigil = vigilOf({ detector, landmarks, cards });
  return {
    detect: (frame) => detectFaces(detector, frame, opened),
    analyze: vigil.analyze,
    threshold,
    isFace: (face) => isFace(face, cards.landmarks.runtime),
    rank: ({ detectorScore, score }) =>
      joint === undefined ? detectorScore * score : jointScore(detectorScore, score, joint),
    dispose: () => vigil.dispose(),
  };
}
