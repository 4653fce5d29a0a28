// `vigil evaluate masks`: whether mouth and chin are reported as hidden behind masks, and not elsewhere.

import type { Command } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { UsageError } from "../../../node/cli/errors.ts";
import { networkOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { type LandmarkNetworkName, landmarkStem } from "../../../src/landmarkNetworks.ts";
import type { Vigil } from "../../../src/vigil.ts";
import type { MaskEvaluation, MaskFigures } from "../../evaluation/masks.ts";
import { addMeasurementOptions, type MeasurementOptions, runMeasurement } from "../measurement.ts";
import { columns, percent } from "../tables.ts";

const HELP = `
The table has the columns file, xmin, ymin, xmax, ymax and label, one face a line. Faces with other labels, such as
masks below the chin, are left out.

Example:
  vigil evaluate masks photos/ boxes.csv --masked with_mask --unmasked without_mask

The figures are explained in docs/evaluation.md.`;

/** Arguments and options of `vigil evaluate masks`. */
export interface MasksRequest extends MeasurementOptions {
  readonly folder: string;
  readonly table: string;
  /** The landmark network; default `DEFAULT_LANDMARK_NETWORK`. */
  readonly network?: LandmarkNetworkName;
  readonly masked: readonly string[];
  readonly unmasked: readonly string[];
  /** Pixels of the shorter side below which faces are left out. */
  readonly minSize: number;
}

/** Adds `evaluate masks`. */
export function registerEvaluateMasks(evaluate: Command): void {
  const command = evaluate
    .command("masks")
    .summary("measure whether masks are reported as hiding mouth and chin")
    .description(
      "Measures on photographs of people with and without masks whether mouth and chin are reported as hidden.",
    )
    .argument("<folder>", "where the images lie")
    .argument("<boxes.csv>", "table of their faces with labels")
    .option("--masked <labels...>", "labels of faces with a mask", ["with_mask"])
    .option("--unmasked <labels...>", "labels of faces without one", ["without_mask"])
    .option("--min-size <px>", "leave smaller faces out (shorter side)", wholeNumber, 32);
  addMeasurementOptions(command.addOption(networkOption()))
    .addHelpText("after", HELP)
    .action(
      async (folder: string, boxTable: string, options: Omit<MasksRequest, "folder" | "table">) => {
        const request = { ...options, folder, table: boxTable };
        process.exitCode = await evaluateMaskTable(request, processTerminal());
      },
    );
}

/**
 * Measures faces with and without masks, prints the table and writes the record.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateMaskTable(
  request: MasksRequest,
  terminal: Terminal,
  load?: () => Promise<Pick<Vigil, "analyze" | "dispose">>,
): Promise<number> {
  const { evaluateMasks } = await import("../../evaluation/masks.ts");
  const { readBoxTable } = await import("../../detector/dataset.ts");
  const { loadLandmarkPipeline } = await import("../pipelines.ts");
  const { folder, masked, unmasked, minSize } = request;
  const photographs = await orUsageError(readBoxTable(request.table, folder));
  const labels = new Set(photographs.flatMap(({ boxes }) => boxes.map(({ label }) => label)));
  if (![...masked, ...unmasked].some((label) => labels.has(label))) {
    throw new UsageError(
      `${request.table} has no face labelled ${[...masked, ...unmasked].join(" or ")}; its labels are ${[...labels].map((label) => label ?? "missing").join(", ")}. Name them with --masked and --unmasked.`,
    );
  }
  return runMeasurement(request, terminal, {
    open: load ?? (() => loadLandmarkPipeline(request.models, request.network)),
    total: photographs.length,
    evaluate: (pipeline, onProgress) =>
      evaluateMasks(photographs, pipeline, { masked, unmasked, minimumSize: minSize, onProgress }),
    tables: (evaluation) => maskTable(evaluation, request),
    record: (evaluation) => ({
      measurement: "masks",
      data: folder,
      count: evaluation.images,
      networks: ["detector", landmarkStem(request.network)],
      figures: { min_size_px: minSize, ...evaluation },
    }),
  });
}

function maskTable(
  { images, masked, unmasked }: MaskEvaluation,
  { folder, minSize }: MasksRequest,
): string {
  const share = (value: number | null) => percent(value === null ? null : 100 * value);
  const row = (name: string, { faces, missed, flagged, landmarks_flagged }: MaskFigures) => {
    return [name, String(faces), String(missed), share(flagged), share(landmarks_flagged)];
  };
  return columns(`${folder}: faces of at least ${minSize} px in ${images} images`, [
    ["", "faces", "missed", "mouth and chin hidden", "of their landmarks"],
    row("with a mask", masked),
    row("without", unmasked),
  ]);
}
