// `vigil calibrate landmarks`: fits how a landmark network's peaks are read, and writes it into its model card.

import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import type { Frame } from "../../../src/image/frame.ts";
import type { Point } from "../../../src/image/geometry.ts";
import { cardText, parseLandmarksCard } from "../../../src/modelCard.ts";
import type { LandmarkCalibration } from "../../calibration/calibrateLandmarks.ts";
import type { JointScoreFit } from "../../calibration/fitJointScore.ts";
import type { ShapeGain } from "../../calibration/shapeGain.ts";
import { withProgress } from "../measurement.ts";

const HELP = `
Use validation images: never those the network was trained on, except for --shapes, which reads .pts files only. Where a detector.onnx lies beside the network,
its false positives join the backgrounds.

Example:
  vigil calibrate landmarks --model run/landmarks.onnx --data val/ --scenes street/ --boxes street.csv --shapes train/

The method is explained in docs/evaluation.md.`;

/** Arguments and options of `vigil calibrate landmarks`. */
interface CalibrateRequest {
  /** The `.onnx` file, its card beside it. */
  readonly model: string;
  /** Folders of photographs with `.pts` files. */
  readonly data: readonly string[];
  /** Folders with `.pts` files for the shape prior; without them it is not fitted. */
  readonly shapes?: readonly string[];
  /** The folder of the images that the table of boxes names. */
  readonly scenes: string;
  readonly boxes: string;
  readonly seed: number;
}

/** Adds `calibrate landmarks`. */
export function registerCalibrateLandmarks(calibrate: Command): void {
  calibrate
    .command("landmarks")
    .summary("fit visibility, face score and face shapes of a landmark network")
    .description(
      "Fits the probability of visibility, the refined face score and, with --shapes, the shape prior; writes all into the model card beside the network.",
    )
    .requiredOption("--model <file>", "the network's .onnx file, its card (.json) beside it")
    .requiredOption("--data <dirs...>", "validation images with a .pts file beside each")
    .option(
      "--shapes <dirs...>",
      "images with .pts files for the shape prior of hidden landmarks; training images too",
    )
    .requiredOption("--scenes <dir>", "validation images with face boxes, for backgrounds")
    .requiredOption("--boxes <file>", "table of all faces in the scenes")
    .option("--seed <number>", "of painted objects and scattered boxes", wholeNumber, 1)
    .addHelpText("after", HELP)
    .action((request: CalibrateRequest) => calibrateModel(request, processTerminal()));
}

/**
 * Fits visibility, face score and shape prior of a network, prints the figures and updates its card.
 *
 * @throws {UsageError} when the network, its card or the data cannot be read.
 */
async function calibrateModel(request: CalibrateRequest, terminal: Terminal): Promise<void> {
  // Loaded only now: `--help` need not wait for the image library and the network runtime.
  const { readModel } = await import("../../../node/models.ts");
  const { openModel } = await import("../../../src/modelFile.ts");
  const { runtime } = await import("../../../node/runtime.ts");
  const { calibrateLandmarks } = await import("../../calibration/calibrateLandmarks.ts");
  const { readBoxTable } = await import("../../detector/dataset.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { occlude } = await import("../../occluders/index.ts");
  const folder = dirname(request.model);
  const name = basename(request.model, ".onnx");
  const cardFile = join(folder, `${name}.json`);
  const [file, lists, scenes, shapes] = await orUsageError(
    Promise.all([
      readModel(folder, name),
      Promise.all(request.data.map(listLandmarkPairs)),
      readBoxTable(request.boxes, request.scenes),
      readShapes(request.shapes),
    ]),
  );
  const faces = lists.flat();
  const { network } = await orUsageError(openModel(file, "landmarks", { runtime }));
  const detector = await openDetector(folder);
  try {
    const total = faces.length + scenes.length;
    const calibration = await withProgress(terminal, total, "images", (onProgress) =>
      calibrateLandmarks(
        network,
        { faces, scenes, shapes },
        { occluder: occlude, seed: request.seed, detect: detector?.detect, onProgress },
      ),
    );
    await updateCard(cardFile, calibration);
    terminal.out(summary(calibration, cardFile, detector !== undefined));
  } finally {
    await Promise.all([network.dispose(), detector?.dispose()]);
  }
}

/** The landmarks of every face of some folders; the photographs themselves are not read. */
async function readShapes(folders: readonly string[] | undefined): Promise<Point[][] | undefined> {
  const { listLandmarkPairs, readLandmarks } = await import("../../landmarks/dataset.ts");
  if (folders === undefined) return undefined;
  const pairs = (await Promise.all(folders.map(listLandmarkPairs))).flat();
  return Promise.all(pairs.map(({ ptsPath }) => readLandmarks(ptsPath)));
}

/** The detector beside the landmark network, with a threshold low enough to give false positives. */
async function openDetector(folder: string) {
  if (!existsSync(join(folder, "detector.onnx"))) return undefined;
  const { readModel } = await import("../../../node/models.ts");
  const { detectFaces } = await import("../../../src/detect/detectFaces.ts");
  const { openModel } = await import("../../../src/modelFile.ts");
  const { runtime } = await import("../../../node/runtime.ts");
  const file = await readModel(folder, "detector");
  const { network, card } = await orUsageError(openModel(file, "detector", { runtime }));
  const settings = { ...card.runtime, threshold: 0.2, weak: undefined };
  return {
    detect: (frame: Frame) => detectFaces(network, frame, settings),
    dispose: () => network.dispose(),
  };
}

/**
 * Replaces the fitted parts of a model card.
 *
 * @throws {Error} when the card with the new values is not a valid one.
 */
async function updateCard(
  path: string,
  { visibility, faceScore, joint, shape }: LandmarkCalibration,
): Promise<void> {
  const card: unknown = JSON.parse(await readFile(path, "utf8"));
  const before = isRecord(card) ? card : {};
  const fitted = {
    ...before,
    figures: {
      ...(isRecord(before["figures"]) ? before["figures"] : {}),
      calibration_expected_error: visibility.expectedCalibrationError,
      calibration_occlusion_precision: visibility.precision,
      calibration_occlusion_recall: visibility.recall,
      calibration_occlusion_average_precision: visibility.averagePrecision,
      calibration_backgrounds_rejected: faceScore.rejected,
    },
    runtime: {
      ...(isRecord(before["runtime"]) ? before["runtime"] : {}),
      occlusion: visibility.calibration,
      faceScore: { ...faceScore.settings, threshold: faceScore.threshold },
      // Without a new fit the old value stays.
      ...(joint && { joint: { ...joint.settings, threshold: joint.threshold } }),
      ...(shape && { shape: shape.prior }),
    },
  };
  await writeFile(path, cardText(parseLandmarksCard(fitted)));
}

function summary(
  { visibility, faceScore, joint, shape }: LandmarkCalibration,
  cardFile: string,
  withDetector: boolean,
): string {
  const { slope, intercept, threshold } = visibility.calibration;
  return [
    `visible with probability logistic(${slope.toFixed(2)} · peak + ${intercept.toFixed(2)}), occluded below ${threshold.toFixed(3)}`,
    `  fitted on ${visibility.landmarks} landmarks, ${visibility.occludedLandmarks} occluded`,
    `  expected calibration error on photographs not fitted on: ${visibility.expectedCalibrationError.toFixed(4)}`,
    `  “occluded” at the threshold: precision ${visibility.precision.toFixed(3)}, recall ${visibility.recall.toFixed(3)}`,
    `faces score at least ${faceScore.threshold.toFixed(3)}`,
    `  fitted on ${faceScore.faces} faces and ${faceScore.backgrounds} backgrounds${withDetector ? ", false positives of the detector among them" : ""}`,
    `  backgrounds rejected: ${(100 * faceScore.rejected).toFixed(1)} %`,
    ...(joint === undefined ? [] : jointLines(joint)),
    ...(shape === undefined ? [] : shapeLines(shape.prior.modes.length, shape.gain)),
    `written to ${cardFile}`,
    "",
  ].join("\n");
}

function jointLines({ settings, threshold, boxes, precision, recall }: JointScoreFit): string[] {
  const { intercept, detector, refined } = settings;
  return [
    `boxes hold a face with log-odds ${intercept.toFixed(2)} + ${detector.toFixed(2)} · detector's + ${refined.toFixed(2)} · refined, from ${threshold.toFixed(3)} on`,
    `  fitted on ${boxes} boxes; in scenes: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} of what the detector proposes`,
  ];
}

function shapeLines(modes: number, { visible, occluded }: ShapeGain): string[] {
  const errors = [
    ["visible", visible],
    ["occluded", occluded],
  ] as const;
  return [
    `faces vary in ${modes} ways; mean error in heat-map pixels, of peaks alone and with the rest of the face:`,
    ...errors.flatMap(([name, error]) =>
      error === null
        ? []
        : [`  ${name} landmarks: ${error.peaks.toFixed(2)}, ${error.restored.toFixed(2)}`],
    ),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
