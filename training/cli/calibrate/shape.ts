// `vigil calibrate shape`: fits the correction of systematic landmark errors and writes it into a landmark network's card.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { orUsageError } from "../../../node/cli/arguments.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import { cardText } from "../../../src/modelCard.ts";
import { checkedCard } from "../../../src/modelFile.ts";
import type { AnnotatedShape, ShapeCorrectionFit } from "../../calibration/fitShapeCorrection.ts";

const HELP = `
Do this again whenever the landmark network has changed, after calibrate landmarks and before calibrate pose and eyes, which
read its landmarks. Photographs may be those that the network was trained on. Annotators differ: give each kind of annotation
as one group, its folders joined by commas. All groups have the same weight.

Example:
  vigil calibrate shape --models models/ --network nano --groups helen/train,afw/train ytf/train

The method is explained in docs/evaluation.md.`;

/** Arguments and options of `vigil calibrate shape`. */
interface CalibrateShapeRequest {
  /** The folder of detector and landmark network. */
  readonly models: string;
  /** Folders of photographs with `.pts` files, joined by commas in each group. */
  readonly groups: readonly string[];
  /** Default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
}

/** Adds `calibrate shape`. */
export function registerCalibrateShape(calibrate: Command): void {
  calibrate
    .command("shape")
    .summary("fit the correction of systematic landmark errors")
    .description(
      "Fits the correction of systematic landmark errors on annotated faces; writes it into the landmark network's card.",
    )
    .requiredOption("--models <dir>", "folder of the landmark network and detector.onnx")
    .requiredOption(
      "--groups <dirs...>",
      "images with a .pts file beside each; folders of one group are joined by commas",
    )
    .addOption(networkOption())
    .addHelpText("after", HELP)
    .action((request: CalibrateShapeRequest) => calibrateShape(request, processTerminal()));
}

/**
 * Fits the correction, prints its errors and updates the card.
 *
 * @throws {UsageError} when networks or data cannot be read, or the faces of a group are too few.
 */
async function calibrateShape(
  { models, groups, network }: CalibrateShapeRequest,
  terminal: Terminal,
): Promise<void> {
  const { readModel } = await import("../../../node/models.ts");
  const { fitShapeCorrection } = await import("../../calibration/fitShapeCorrection.ts");
  const stem = landmarkStem(network);
  const [detector, landmarks] = await orUsageError(
    Promise.all([readModel(models, "detector"), readModel(models, stem)]),
  );
  const card = await orUsageError(checkedCard(landmarks, "landmarks"));
  // The fit needs uncorrected landmarks.
  const { shapeCorrection: _, ...others } = card.runtime;
  const uncorrected = { ...landmarks, card: { ...card, runtime: others } };
  const shapes: AnnotatedShape[][] = [];
  for (const group of groups) {
    shapes.push(await readShapes({ detector, landmarks: uncorrected }, group.split(","), terminal));
  }
  const fit = await orUsageError(Promise.resolve(shapes).then(fitShapeCorrection));
  const path = join(models, `${stem}.json`);
  const runtime = { ...others, shapeCorrection: fit.correction };
  await writeFile(path, cardText({ ...card, runtime }));
  terminal.out(summary(fit, groups, path));
}

/** The faces that the pipeline finds in annotated images; missed ones are left out. */
async function readShapes(
  networks: Parameters<typeof import("./fitOnFaces.ts").fitOnFaces>[0],
  folders: readonly string[],
  terminal: Terminal,
): Promise<AnnotatedShape[]> {
  const { findAnnotatedFace } = await import("../../landmarks/annotatedFace.ts");
  const { readLandmarkSample } = await import("../../landmarks/dataset.ts");
  const { fitOnFaces } = await import("./fitOnFaces.ts");
  return fitOnFaces(networks, folders, terminal, async (pairs, pipeline, onProgress) => {
    const shapes: AnnotatedShape[] = [];
    for (const [index, pair] of pairs.entries()) {
      const { frame, landmarks } = await readLandmarkSample(pair);
      const face = await findAnnotatedFace(frame, landmarks, pipeline, "detector");
      if (face !== null) shapes.push({ found: face.landmarks, true: landmarks });
      onProgress(index + 1, pairs.length);
    }
    return shapes;
  });
}

function summary(
  { faces, groups }: ShapeCorrectionFit,
  names: readonly string[],
  path: string,
): string {
  const percent = (error: number) => `${(100 * error).toFixed(2)} %`;
  return [
    `fitted on ${faces} faces; normalised mean error of each group, each fifth by a fit on the others:`,
    ...groups.map(
      ({ before, after }, k) => `  ${names[k]}: ${percent(before)} → ${percent(after)}`,
    ),
    `written to ${path}`,
    "",
  ].join("\n");
}
