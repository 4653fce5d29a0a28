// `vigil label`: a page for labelling which landmarks of photographs are hidden, served to this machine alone.

import type { Command } from "commander";
import { orUsageError, share, wholeNumber } from "../../node/cli/arguments.ts";
import { UsageError } from "../../node/cli/errors.ts";
import { listenForInterruption } from "../../node/cli/interruption.ts";
import { modelsOption } from "../../node/cli/networkOptions.ts";
import { processTerminal, type Terminal } from "../../node/cli/terminal.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import type { AgreementByRegion } from "../labelling/agreement.ts";
import type { Suggest } from "../labelling/labelSession.ts";
import { columns } from "./tables.ts";

const HELP = `
Open the printed address in a browser. Every photograph is labelled region by region with keys, which the page lists. Saving
writes NAME.occ.json, which training and evaluation read (true hidden, false visible, null unknown), and NAME.label.json with
the three states and the second pass. Labelling goes on where it stopped. docs/occlusion.md defines the states.

Example:
  vigil label photographs/ --second 0.1

Stop with Ctrl-C: the agreement of both passes is printed then.`;

interface LabelRequest {
  readonly folder: string;
  readonly port: number;
  readonly second: number;
  readonly suggest?: boolean;
  readonly models?: string;
  readonly agreement?: boolean;
}

/** Adds `label`. */
export function registerLabel(program: Command): void {
  program
    .command("label")
    .summary("label which landmarks of photographs are hidden, in a browser")
    .description("Serves a page for labelling which landmarks of annotated photographs are hidden.")
    .argument("<folder>", "images and .pts files, searched with all folders below it")
    .option("--port <n>", "port on this machine; 0 takes any free one", wholeNumber, 8068)
    .option("--second <share>", "share of the photographs to label twice, 0 to 1", share, 0)
    .option("--suggest", "begin with the network's own flags where there are no labels")
    .option("--agreement", "print how often both passes agree, without serving the page")
    .addOption(modelsOption())
    .addHelpText("after", HELP)
    .action(async (folder: string, options: Omit<LabelRequest, "folder">) => {
      await label({ ...options, folder }, processTerminal());
    });
}

/** Serves the page until Ctrl-C. @throws {UsageError} when there is nothing to label or the port is taken. */
async function label(request: LabelRequest, terminal: Terminal): Promise<void> {
  const { listLandmarkPairs } = await import("../landmarks/dataset.ts");
  const { openLabelSession } = await import("../labelling/labelSession.ts");
  const pairs = await orUsageError(listLandmarkPairs(request.folder));
  const pipeline =
    request.suggest && !request.agreement ? await openSuggestions(request.models) : undefined;
  const { second } = request;
  const session = await orUsageError(
    openLabelSession(pairs, { second, suggest: pipeline?.suggest }),
  );
  if (request.agreement) return terminal.out(agreementTable(session.agreement()));
  const { serveLabels } = await import("../labelling/labelServer.ts");
  const server = await serveLabels(session, request.port).catch((cause: unknown) => {
    throw new UsageError(
      `The page cannot be served on port ${request.port}: ${errorMessage(cause)}. Choose another with --port.`,
    );
  });
  const interruption = listenForInterruption();
  const left = session.tasks().filter(({ done }) => !done).length;
  terminal.out(`${server.url}  (${left} of ${session.tasks().length} to label; Ctrl-C stops)\n`);
  await new Promise((resolve) => interruption.signal.addEventListener("abort", resolve));
  interruption.done();
  await server.close();
  await pipeline?.dispose();
  const agreement = session.agreement();
  if (agreement.all.landmarks > 0) terminal.out(agreementTable(agreement));
}

async function openSuggestions(models: string | undefined) {
  const { loadPipeline } = await import("./pipelines.ts");
  const { findAnnotatedFace } = await import("../landmarks/annotatedFace.ts");
  const { readRgbFrame } = await import("../landmarks/dataset.ts");
  const vigil = await orUsageError(loadPipeline(models));
  const suggest: Suggest = async (pair, points) => {
    const frame = await readRgbFrame(pair.imagePath);
    return (await findAnnotatedFace(frame, points, vigil, "truth"))?.landmarks ?? null;
  };
  return { suggest, dispose: () => vigil.dispose() };
}

function agreementTable(agreement: AgreementByRegion): string {
  const number = (value: number | null) => value?.toFixed(3) ?? "–";
  const rows = Object.entries(agreement).map(([region, { landmarks, raw, kappa }]) => [
    region,
    String(landmarks),
    number(raw),
    number(kappa),
  ]);
  return columns("agreement of two passes", [["", "landmarks", "share", "Cohen's kappa"], ...rows]);
}
