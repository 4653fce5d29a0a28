// `vigil calibrate pose`: fits the correction of systematic pose errors and writes it into landmarks.json.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { UsageError } from "../../../node/cli/errors.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { cardText, parseLandmarksCard } from "../../../src/modelCard.ts";
import type { Angles } from "../../../src/pose/poseCorrection.ts";

const HELP = `
Do this again whenever the landmark network has changed. The last step measures the error that remains, which
pose.uncertainty reports; --error-only repeats that step alone, on photographs and seeds that were not fitted on. The folders come from vigil synth faces or vigil synth turned,
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
  /** Whether to keep the card's correction and to measure only the error that remains. */
  readonly errorOnly?: boolean;
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
    .option("--error-only", "keep the card's correction; measure the error that remains with it")
    .addHelpText("after", HELP)
    .action((request: CalibratePoseRequest) => calibratePose(request, processTerminal()));
}

/**
 * Fits the correction, prints its errors and updates `landmarks.json`.
 *
 * @throws {UsageError} when networks or data cannot be read, or a face's pose is not known.
 */
async function calibratePose(
  { models, data, errorOnly = false }: CalibratePoseRequest,
  terminal: Terminal,
): Promise<void> {
  const { readModel } = await import("../../../node/models.ts");
  const { fitPoseError, sharesWithin } = await import("../../calibration/fitPoseError.ts");
  const { fitPoseCorrection } = await import("../../calibration/fitPoseCorrection.ts");
  const { collectKnownPoses } = await import("../../calibration/knownPoses.ts");
  const { fitOnFaces } = await import("./fitOnFaces.ts");
  const [detector, landmarks] = await orUsageError(
    Promise.all([readModel(models, "detector"), readModel(models, "landmarks")]),
  );
  const card = await orUsageError(Promise.resolve(landmarks.card).then(parseLandmarksCard));
  const path = join(models, "landmarks.json");
  const kept = card.runtime.poseCorrection;
  if (errorOnly) {
    if (kept === undefined) {
      throw new UsageError(`${path} holds no correction whose error could be measured.`);
    }
    const { error: _, ...correction } = kept;
    const withoutError = {
      ...landmarks,
      card: { ...card, runtime: { ...card.runtime, poseCorrection: correction } },
    };
    const poses = await fitOnFaces(
      { detector, landmarks: withoutError },
      data,
      terminal,
      (...args) => collectKnownPoses(...args),
    );
    const error = fitPoseError(poses);
    const poseCorrection = { ...correction, error };
    await writeFile(path, cardText({ ...card, runtime: { ...card.runtime, poseCorrection } }));
    terminal.out(
      `measured on ${poses.length} faces\n${errorLine(error, sharesWithin(poses, error))}\nwritten to ${path}\n`,
    );
    return;
  }
  // The fit needs the uncorrected pose.
  const { poseCorrection: _, ...others } = card.runtime;
  const uncorrected = { ...landmarks, card: { ...card, runtime: others } };
  const { correction, faces, before, after, within } = await fitOnFaces(
    { detector, landmarks: uncorrected },
    data,
    terminal,
    async (...args) => fitPoseCorrection(await collectKnownPoses(...args)),
  );
  await writeFile(path, cardText({ ...card, runtime: { ...others, poseCorrection: correction } }));
  terminal.out(
    [
      `fitted on ${faces} faces; mean errors of yaw, pitch and roll, each half by a fit on the other:`,
      `  ${degrees(before)} → ${degrees(after)}`,
      errorLine(correction.error ?? { yaw: 0, pitch: 0, roll: 0 }, within),
      `written to ${path}`,
      "",
    ].join("\n"),
  );
}

function degrees({ yaw, pitch, roll }: Angles): string {
  return [yaw, pitch, roll].map((error) => `${error.toFixed(1)}°`).join(" ");
}

function errorLine(error: Angles, [one, two]: readonly [number, number]): string {
  const share = (value: number) => `${(100 * value).toFixed(0)} %`;
  return `error beyond the fit's uncertainty, one standard deviation: ${degrees(error)}; within one reported deviation ${share(one)}, within two ${share(two)}`;
}
