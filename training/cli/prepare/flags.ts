// `vigil prepare flags`: flags of hidden landmarks for annotated photographs, by a network trained on marked faces.

import type { Command } from "commander";
import { wholeNumber } from "../../../node/cli/arguments.ts";
import { processTerminal } from "../../../node/cli/terminal.ts";

interface FlagsRequest {
  readonly teacher: string;
  readonly out: string;
  readonly every: number;
  readonly turned?: string;
  readonly turnedOut?: string;
  readonly labels?: string;
}

/** Adds `prepare flags`. */
export function registerPrepareFlags(prepare: Command): void {
  prepare
    .command("flags")
    .summary("flag hidden landmarks of annotated photographs by a teacher")
    .description(
      "Flags hidden landmarks of annotated photographs by a network trained on marked faces. Uncertain ones stay unknown.",
    )
    .argument("<dir>", "photographs with a .pts file beside each")
    .requiredOption("--teacher <file>", "the teacher's .onnx file")
    .requiredOption("--out <dir>", "folder for links to the photographs, and their flags")
    .option("--every <n>", "take every n-th photograph only", wholeNumber, 1)
    .option("--labels <file>", "labels of people, which count before the teacher's flags")
    .option("--turned <dir>", "images that vigil synth turned made of these photographs")
    .option("--turned-out <dir>", "folder for those images with their flags")
    .action(flagFolder);
}

async function flagFolder(dir: string, request: FlagsRequest): Promise<void> {
  const { readFile } = await import("node:fs/promises");
  const { runtime } = await import("../../../node/runtime.ts");
  const { loadNetwork } = await import("../../../src/network/network.ts");
  const { listLandmarkPairs } = await import("../../landmarks/dataset.ts");
  const { flagPhotographs, flagTurned } = await import("../../landmarks/teacherFlags.ts");
  const { readLabelSet } = await import("../../labelling/labelSet.ts");
  const { teacher, out, every, turned, turnedOut } = request;
  const pairs = (await listLandmarkPairs(dir)).filter((_, index) => index % every === 0);
  const labels = request.labels === undefined ? undefined : await readLabelSet(request.labels);
  const network = await loadNetwork(await readFile(teacher), { runtime, name: teacher });
  try {
    const flagged = await flagPhotographs(pairs, out, network, labels);
    if (turned !== undefined && turnedOut !== undefined) {
      await flagTurned(await listLandmarkPairs(turned), turnedOut, flagged);
    }
    processTerminal().out(`${flagged.size} photographs in ${out}\n`);
  } finally {
    await network.dispose();
  }
}
