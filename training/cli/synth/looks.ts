// `vigil synth looks`: renders short drives of looks away from the road and of awake drivers, for `vigil evaluate driver`.

import type { Command } from "commander";
import { type RenderedLook, renderedLooks } from "../../../drives/renderedLooks.ts";
import { EXIT, UsageError } from "../../../node/cli/errors.ts";
import { processTerminal, type Terminal } from "../../../node/cli/terminal.ts";
import { framesFolder, type RenderDriveRequest, renderDrive } from "./driver.ts";
import { addRendererOptions, type RendererFlags, workersByDefault } from "./rendererOpener.ts";

const HELP = `
Long, short and repeated looks by the eyes alone (lizard) and with the head (owl) at the cluster, a telephone in the
lap, the rear mirror and the passenger; and awake drivers who must not alarm: eating, drinking, talking, laughing,
singing, rubbing the eyes, sneezing, over the shoulder, at the cluster for a second, mirrors (-awake- in their names).
Without glasses and with clear ones, by day and in infrared light. Each drive is a video NAME.webm with its ground
truth, as those of vigil synth driver. The drives of a person have their first 16 seconds in common, which are rendered
once. Run the same command again to go on after a stop.

Example:
  vigil synth looks --assets ../shared/data --out looks
  vigil analyze looks/*.webm --out results --cabin column --no-image
  vigil evaluate driver looks --results results`;

interface SynthLooksRequest extends RenderDriveRequest {
  readonly list?: boolean;
  /** A part of the names of the drives to render. */
  readonly only?: string;
}

/** Adds `synth looks`. */
export function registerSynthLooks(synth: Command): void {
  const command = synth
    .command("looks")
    .summary("render short drives of looks away from the road and of awake drivers")
    .description(
      "Renders short drives of looks away from the road and of drivers who must not alarm, with the ground truth beside.",
    )
    .option("--list", "name the drives")
    .option("--only <text>", "only drives whose name contains this")
    .option("--out <dir>", "folder for the results", "vigil-synth")
    .option("-q, --quiet", "print nothing but warnings and errors");
  addRendererOptions(command, "frames")
    .addHelpText("after", HELP)
    .action(async (options: Omit<SynthLooksRequest, "workers" | "video"> & RendererFlags) => {
      const workers = options.workers ?? workersByDefault();
      process.exitCode = await synthLooks({ ...options, workers, video: true }, processTerminal());
    });
}

/**
 * Renders the drives one after the other.
 *
 * @returns the exit code.
 * @throws {UsageError} when no drive is asked for, or the assets are missing or wrong.
 */
export async function synthLooks(request: SynthLooksRequest, terminal: Terminal): Promise<number> {
  const { only = "", out } = request;
  const all = renderedLooks();
  const drives = all.filter(({ name }) => name.includes(only));
  if (drives.length === 0) {
    throw new UsageError(`No drive has "${only}" in its name; --list names them.`);
  }
  if (request.list) {
    for (const drive of drives) terminal.out(`${listed(drive)}\n`);
    return EXIT.ok;
  }
  for (const drive of drives) {
    // Drives of the same seed show the same person, and have their beginnings in common.
    const reuse = all
      .filter(({ name, script }) => script.seed === drive.script.seed && name !== drive.name)
      .map(({ name }) => framesFolder(out, name));
    const code = await renderDrive(drive, { ...request, reuse }, terminal);
    if (code !== EXIT.ok) return code;
  }
  return EXIT.ok;
}

function listed({ name, title, script: { seconds } }: RenderedLook): string {
  return `${name.padEnd(36)}  ${seconds.toFixed(1).padStart(4)} s  ${title}`;
}
