// `vigil prepare pruned`: starting weights for a slim landmark network, from those of a trained wider one.

import type { Command } from "commander";
import { wholeNumber } from "../../../node/cli/arguments.ts";
import { processTerminal } from "../../../node/cli/terminal.ts";

interface PrunedRequest {
  readonly model: string;
  readonly out: string;
  readonly windows: number;
  readonly seed: number;
}

/** Adds `prepare pruned`. */
export function registerPreparePruned(prepare: Command): void {
  prepare
    .command("pruned")
    .summary("starting weights of the network nano, from the trained default network")
    .description(
      "Keeps the most useful channels of the default network's first stack and fits each layer to what it computes.",
    )
    .argument("<dirs...>", "training photographs with a .pts file beside each")
    .requiredOption("--model <file>", "trained default network (landmarks.onnx)")
    .requiredOption("--out <file>", "the weights (.onnx), for vigil train --initial")
    .option("--windows <n>", "augmented windows of these faces to fit on", wholeNumber, 320)
    .option("--seed <n>", "another seed draws other windows", wholeNumber, 1)
    .action(prune);
}

async function prune(dirs: readonly string[], request: PrunedRequest): Promise<void> {
  const { readFile } = await import("node:fs/promises");
  const { writeWhole } = await import("../../../node/wholeFile.ts");
  const { readWeights } = await import("../../graph/index.ts");
  const { createBatchStream } = await import("../../landmarks/batches.ts");
  const { exportHourglass } = await import("../../landmarks/validate.ts");
  const { HOURGLASS_CONFIGS } = await import("../../networks/hourglass.ts");
  const { pruneHourglass } = await import("../../networks/prune/prune.ts");
  const { model, out, windows, seed } = request;
  const terminal = processTerminal();
  const folders = dirs.map((path) => ({ path, repeat: 1 }));
  const stream = await createBatchStream({ folders, batchSize: windows, seed });
  try {
    const { images } = await stream.next();
    const { small, nano } = HOURGLASS_CONFIGS;
    const wide = { config: small, weights: readWeights(await readFile(model)) };
    const weights = await pruneHourglass(wide, nano, images, (layer, error) =>
      terminal.err(`${layer}: ${(100 * error).toFixed(1)} % of the variance lost\n`),
    );
    await writeWhole(out, exportHourglass(nano, weights));
    terminal.out(`${out}\n`);
  } finally {
    await stream.close();
  }
}
