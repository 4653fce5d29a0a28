// Fits what a landmark network's faces show too little of their pose, and writes it into its model card.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { orUsageError } from "../../node/cli/arguments.ts";
import type { Terminal } from "../../node/cli/terminal.ts";
import { readModel } from "../../node/models.ts";
import { cardText, parseLandmarksCard } from "../../src/modelCard.ts";
import type { Angles } from "../../src/pose/poseCorrection.ts";
import { fitPoseCorrection } from "../calibration/fitPoseCorrection.ts";
import { fitOnFaces } from "./fitOnFaces.ts";

/** What `vigil calibrate pose` was asked for. */
export interface CalibratePoseRequest {
  /** The folder of detector and landmark network. */
  readonly models: string;
  /** Folders of rendered or turned faces. */
  readonly data: readonly string[];
}

/**
 * Fits the correction, prints its errors and updates `landmarks.json`.
 *
 * @throws {UsageError} when networks or data cannot be read, or a face's pose is not known.
 */
export async function calibratePose(
  { models, data }: CalibratePoseRequest,
  terminal: Terminal,
): Promise<void> {
  const [detector, landmarks] = await orUsageError(
    Promise.all([readModel(models, "detector"), readModel(models, "landmarks")]),
  );
  const card = await orUsageError(Promise.resolve(landmarks.card).then(parseLandmarksCard));
  // What is fitted is what the landmarks say alone.
  const { poseCorrection: _, ...others } = card.runtime;
  const bare = { ...landmarks, card: { ...card, runtime: others } };
  const { correction, faces, before, after } = await fitOnFaces(
    { detector, landmarks: bare },
    data,
    terminal,
    fitPoseCorrection,
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
