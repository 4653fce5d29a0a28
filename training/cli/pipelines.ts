// Opens what is measured: the whole pipeline, and the detector with a low threshold. Commands load this file when they run.

import { availableParallelism } from "node:os";
import { basename, dirname } from "node:path";
import { loadVigil, readModel } from "../../node/models.ts";
import { modelsFolder } from "../../node/modelsFolder.ts";
import { runtime } from "../../node/runtime.ts";
import { isFace } from "../../src/candidates.ts";
import { detectFaces } from "../../src/detect/detectFaces.ts";
import { addGaze } from "../../src/eyes/eyeGaze.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../src/landmarkNetworks.ts";
import { jointScore } from "../../src/landmarks/jointScore.ts";
import { openModel } from "../../src/modelFile.ts";
import { assumeIntrinsics } from "../../src/pose/camera.ts";
import type { Face } from "../../src/result.ts";
import { type Vigil, vigilOf } from "../../src/vigil.ts";
import type { DetectionPipeline } from "../evaluation/detection.ts";
import type { CloseUpPipeline } from "../evaluation/renderedGaze.ts";
import type { LandmarkFinder } from "../landmarks/markedFaces.ts";

/** Detections below this score do not change a precision-recall curve noticeably. */
const LOWEST_SCORE = 0.05;

/** The whole pipeline. @param models folder of the networks; default the package's own. */
export function loadPipeline(models?: string, network?: LandmarkNetworkName): Promise<Vigil> {
  return loadVigil({ models, network });
}

/** The pipeline without the eye-state network, for measures of landmarks. */
export function loadLandmarkPipeline(
  models?: string,
  network?: LandmarkNetworkName,
): Promise<Vigil> {
  return loadVigil({ models, network, eyes: false });
}

/** The whole pipeline, and the gaze network on close-ups of eyes whose landmarks and head pose are given. */
export async function openGazePipelines(models: string = modelsFolder()): Promise<{
  readonly whole: Vigil;
  readonly closeUps: CloseUpPipeline;
  dispose(): Promise<void>;
}> {
  const whole = await loadPipeline(models);
  const file = await readModel(models, "gaze");
  const { network, card } = await openModel(file, "gaze", { runtime });
  return {
    whole,
    async closeUps(frame, { landmarks, pose }) {
      const eye = { openness: null, valid: true };
      const face: Face = {
        box: { x: 0, y: 0, width: frame.width, height: frame.height },
        score: 1,
        detectorScore: 1,
        landmarks,
        pose,
        eyes: { left: eye, right: eye },
        mouth: eye,
      };
      // A close-up is cut out of what the camera sees: the eyes are straight ahead of it.
      const camera = assumeIntrinsics(frame.width, frame.height);
      const [found] = await addGaze([face], frame, camera, network, card.runtime);
      return found ?? null;
    },
    async dispose() {
      await Promise.all([whole.dispose(), network.dispose()]);
    },
  };
}

/**
 * Loads detector and landmark network for measuring detection.
 *
 * @param models their folder; default the package's own.
 * @param network the landmark network.
 * @throws {Error} when one of them is missing or damaged, naming the file.
 */
export async function openDetectionPipeline(
  models: string = modelsFolder(),
  network?: LandmarkNetworkName,
): Promise<DetectionPipeline & { dispose(): Promise<void> }> {
  const [detectorFile, landmarksFile] = await Promise.all([
    readModel(models, "detector"),
    readModel(models, landmarkStem(network)),
  ]);
  const options = { runtime, threads: availableParallelism() };
  const { network: detector, card } = await openModel(detectorFile, "detector", options);
  const { network: landmarks, card: landmarksCard } = await openModel(
    landmarksFile,
    "landmarks",
    options,
  );
  const cards = { detector: card, landmarks: landmarksCard };
  const { threshold } = cards.detector.runtime;
  const { joint } = cards.landmarks.runtime;
  const opened = { ...cards.detector.runtime, threshold: Math.min(LOWEST_SCORE, threshold) };
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

/** Opens a landmark network with the shape prior of its card, and frees it afterwards. @param model the .onnx file. */
export async function withLandmarkFinder<Result>(
  model: string,
  use: (finder: LandmarkFinder) => Promise<Result>,
): Promise<Result> {
  const file = await readModel(dirname(model), basename(model, ".onnx"));
  const { network, card } = await openModel(file, "landmarks", { runtime });
  try {
    return await use({ network, shape: card.runtime.shape });
  } finally {
    await network.dispose();
  }
}
