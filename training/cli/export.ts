// `vigil export`: writes a training run's weights as a model with its card.

import { basename } from "node:path";
import { type Command, Option } from "commander";
import { packageVersion } from "../../node/package.ts";
import { type NetworkName, networkTools, readConfig } from "./networks.ts";

interface ExportFlags {
  readonly config: string;
  readonly data: string;
  readonly run: string;
  readonly out: string;
  readonly weights: "best" | "last";
  readonly meanWith?: readonly string[];
}

/** Adds `export` with one command for each network to the program. */
export function registerExport(program: Command): void {
  const command = program
    .command("export")
    .description("write a training run's weights as a model");
  addExport(command, "landmarks", "calibrate afterwards");
  addExport(command, "detector", "with its threshold");
  addExport(command, "eyes", "calibrated on held-out eyes");
  addExport(command, "gaze", "calibrated on held-out renders and eyes");
}

function addExport(command: Command, network: NetworkName, remark: string): void {
  command
    .command(network)
    .description(`write ${network}.onnx and its model card; ${remark}`)
    .requiredOption("--config <file>", "the run's configuration, or RECIPE#PHASE")
    .requiredOption("--data <folder>", "folder that the configuration's paths are relative to")
    .requiredOption("--run <folder>", "the run's --out")
    .requiredOption("--out <folder>", "folder for the model, such as models")
    .addOption(
      new Option("--weights <which>", "those that validated best, or the last ones")
        .choices(["best", "last"])
        .default("best"),
    )
    .option("--mean-with <files...>", "average them with those of these models (.onnx)")
    .action(async ({ config: source, ...flags }: ExportFlags) => {
      const config = await readConfig(source);
      const { write } = await networkTools(network);
      const averaged = flags.meanWith?.map((file) => basename(file)).join(", ");
      const trained = `npx vigil train ${network} --config ${source} --data DATA --out RUN`;
      await write(config, source, {
        ...flags,
        version: packageVersion(),
        command: averaged === undefined ? trained : `${trained}; weights averaged with ${averaged}`,
      });
    });
}
