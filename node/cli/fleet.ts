// `vigil fleet`: options and help of its commands.

import { tmpdir } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import type { Mount } from "../fleet/batches.ts";
import { atLeastOne, positive, wholeNumber } from "./arguments.ts";
import { type DriverFlags, readDriverOptions } from "./driverOptions.ts";
import { type FleetContext, inFleet } from "./fleetContext.ts";
import { modelsOption } from "./networkOptions.ts";
import { addVideoOptions, checkRange, type VideoOptions } from "./videoOptions.ts";

const AFTER_HELP = `
A fleet is a PostgreSQL database, a folder for results that all machines reach, and workers on as many machines as
wanted. --database or the variable VIGIL_DATABASE names the database: postgres://USER:PASSWORD@HOST/NAME.

Examples:
  vigil fleet submit /share/archive --recursive --out /share/results
  vigil fleet work
  vigil fleet status --report report
  vigil fleet results --out results

docs/fleet.md explains the rest.`;

interface DatabaseFlag {
  readonly database?: string;
}

/** Adds `fleet` with its commands to the program. */
export function registerFleet(program: Command): void {
  const fleet = program
    .command("fleet")
    .summary("analyse videos on many machines: submit, work, status, results")
    .description("Analyses videos on many machines, which take them from a queue in PostgreSQL.")
    .addHelpText("after", AFTER_HELP);
  registerSubmit(fleet);
  registerWork(fleet);
  registerStatus(fleet);
  registerResults(fleet);
}

export interface SubmitFlags extends DatabaseFlag, VideoOptions, DriverFlags {
  readonly out: string;
  readonly recursive?: boolean;
  readonly names?: string;
  readonly retries: number;
  readonly retryDelay: number;
  readonly retryFailed?: boolean;
}

function registerSubmit(fleet: Command): void {
  const command = addDatabase(fleet.command("submit"))
    .summary("put videos into the queue")
    .description(
      "Puts videos into the queue. What is known and has not changed is not put into it again.",
    )
    .argument(
      "<paths...>",
      "videos, folders of them, http(s):// addresses, s3://BUCKET/KEY, or s3://BUCKET/PREFIX/",
    )
    .requiredOption("-o, --out <dir>", "folder for the results, which all workers reach")
    .option("-r, --recursive", "also search subfolders")
    .option(
      "--names <pattern>",
      "how folders and names tell vehicle and driver, such as {vehicle}/{driver}_*",
    )
    .option("--retries <n>", "further attempts on a video after one that failed", wholeNumber, 3)
    .option(
      "--retry-delay <s>",
      "seconds before the first of them; twice as many before the next …",
      atLeastOne,
      5,
    )
    .option("--retry-failed", "also try all videos again that have failed");
  addVideoOptions(command).action((paths: string[], flags: SubmitFlags) =>
    inFleet(flags, async (context) => {
      checkRange(flags);
      const { submit } = await import("./fleetSubmit.ts");
      return submit(paths, flags, await readDriverOptions(flags), context);
    }),
  );
}

export interface WorkFlags extends DatabaseFlag {
  readonly jobs?: number;
  readonly lease: number;
  readonly poll: number;
  readonly untilDone?: boolean;
  readonly models?: string;
  readonly mount: readonly Mount[];
  readonly scratch: string;
  readonly quiet?: boolean;
}

function registerWork(fleet: Command): void {
  addDatabase(fleet.command("work"))
    .summary("analyse videos from the queue until stopped")
    .description(
      "Analyses videos from the queue until it is stopped. Ctrl-C gives the videos back, with checkpoints.",
    )
    .option("-j, --jobs <n>", "videos at once (default: one a processor)", atLeastOne)
    .option(
      "--lease <s>",
      "give a video to another worker when this one has been silent for so long",
      positive,
      30,
    )
    .option("--poll <s>", "seconds between questions for new videos", positive, 2)
    .option("--until-done", "end when all videos are done or have failed")
    .addOption(modelsOption())
    .option(...MOUNT_OPTION)
    .option("--scratch <dir>", "folder for copies of what addresses hold", tmpdir())
    .option("-q, --quiet", "print warnings and errors only")
    .action((flags: WorkFlags) =>
      inFleet({ ...flags, supervise: true }, async (context) => {
        const { work } = await import("./fleetWork.ts");
        return work(flags, context);
      }),
    );
}

export interface StatusFlags extends DatabaseFlag {
  readonly names?: string;
  readonly report?: string;
  readonly json?: boolean;
}

function registerStatus(fleet: Command): void {
  addDatabase(fleet.command("status"))
    .summary("what is done, what waits, what failed and why")
    .description("Shows what is done, what is worked on, what waits, and what failed and why.")
    .option("--names <pattern>", "how names tell vehicle and driver, instead of that of submit")
    .option(
      "--report <dir>",
      "also write fleet.html, fleet-videos.csv and fleet-groups.csv into this folder",
    )
    .option("--json", "print everything as JSON")
    .action((flags: StatusFlags) =>
      inFleet(flags, async (context) => {
        const { status } = await import("./fleetStatus.ts");
        return status(flags, context);
      }),
    );
}

export interface ResultsFlags extends DatabaseFlag {
  readonly out: string;
  readonly mount: readonly Mount[];
}

function registerResults(fleet: Command): void {
  addDatabase(fleet.command("results"))
    .summary("copy the results that are done into a folder")
    .description(
      "Copies the results that are done into a folder, one folder a video, and checks each file against its SHA-256.",
    )
    .requiredOption("-o, --out <dir>", "the folder")
    .option(...MOUNT_OPTION)
    .action((flags: ResultsFlags) =>
      inFleet(flags, async (context: FleetContext) => {
        const { results } = await import("./fleetResults.ts");
        return results(flags, context);
      }),
    );
}

function addDatabase(command: Command): Command {
  return command.option(
    "--database <url>",
    "the database (default: the variable VIGIL_DATABASE, or those of PostgreSQL such as PGHOST)",
  );
}

const MOUNT_OPTION = [
  "--mount <from=to>",
  "a folder that has another path on this machine than where it was submitted; can be repeated",
  (text: string, before: readonly Mount[]): readonly Mount[] => [...before, mount(text)],
  [] as readonly Mount[],
] as const;

function mount(text: string): Mount {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) {
    throw new InvalidArgumentError("It must be FROM=TO, such as /data=/mnt/share.");
  }
  const [from, to] = [text.slice(0, at), text.slice(at + 1)];
  return { from: from.replace(/\/+$/, ""), to: to.replace(/\/+$/, "") };
}
