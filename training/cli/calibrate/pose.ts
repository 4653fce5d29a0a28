// `vigil calibrate pose`: fits the correction of systematic pose errors and writes it into landmarks.json.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { cardText, parseLandmarksCard } from "../../../src/modelCard.ts";
import type { Angles } from "../../../src/pose/poseCorrection.ts";

const HELP = `
Do this again whenever the landmark network has changed. The folders come from vigil synth faces or vigil synth turned,
together a thousand faces and more: seeds and photographs that nothing is measured on.

Example:
  vigil calibrate pose --models models/ --data renders turned

The method is explained in docs/head-pose.md.`;

/** Arguments and options of `vigil calibrate pose`. */
interface CalibratePoseRequest {
  /** The folder of detector and landmark network. */
  readonly models: string;
  /** Folders of rendered or turned faces. */
  readonly data: readonly string[];
}

/** Adds `calibrate pose`. */
export function registerCalibratePose(calibrate: Command): void {
  calibrate
    .command("pose")
    .summary("fit the correction of systematic errors of head pose")
    .description(
      "Fits the correction of systematic errors of head pose, on faces of known pose; writes it into landmarks.json.",
    )
    .requiredOption("--models <dir>", "folder of landmarks.onnx and detector.onnx")
    .requiredOption("--data <dirs...>", "rendered or turned faces")
    .addHelpText("after", HELP)
    .action((request: CalibratePoseRequest) => calibratePose(request, processTerminal()));
}

/**
 * Fits the correction, prints its errors and updates `landmarks.json`.
 *
 * @throws {UsageError} when networks or data cannot be read, or a face's pose is not known.
 */
async function calibratePose(
  { models, data }: CalibratePoseRequest,
  terminal: Terminal,
): Promise<void> {
  const { readModel } = await import("../../../node/models.ts");
  const { fitPoseCorrection } = await import("../../calibration/fitPoseCorrection.ts");
  const { collectKnownPoses } = await import("../../calibration/knownPoses.ts");
  const { fitOnFaces } = await import("./fitOnFaces.ts");
  const [detector, landmarks] = await orUsageError(
    Promise.all([readModel(models, "detector"), readModel(models, "landmarks")]),
  );
  const card = await orUsageError(Promise.resolve(landmarks.card).then(parseLandmarksCard));
  // The fit needs the uncorrected pose.
  const { poseCorrection: _, ...others } = card.runtime;
  const uncorrected = { ...landmarks, card: { ...card, runtime: others } };
  const { correction, faces, before, after } = await fitOnFaces(
    { detector, landmarks: uncorrected },
    data,
    terminal,
    async (...args) => fitPoseCorrection(await collectKnownPoses(...args)),
  );
  const path = join(models, "landmarks.json");
  await writeFile(path, cardText({ ...card, runtime: { ...others, poseCorrection: correction } }));
  const degrees = ({ yaw, pitch, roll }: Angles) =>
    [yaw, pitch, roll].map((error) => `${error.toFixed(1)}°`).join(" ");
  terminal.out(
    [
      `fitted on ${faces} faces; mean errors of yaw, pitch and roll, each half by a fit on the other:`,
      `  ${degrees(before)} → ${degrees(after)}`,
      `written to ${path}`,
      "",
    ].join("\n"),
  );
}
