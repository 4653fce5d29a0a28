// The `vigil` program: its commands for users of networks, and its exit codes.

import { Command, CommanderError } from "commander";
import { registerAnalyze } from "../node/cli/analyze.ts";
import type { EngineLoader } from "../node/cli/engine.ts";
import { EXIT, UsageError } from "../node/cli/errors.ts";
import { registerFleet } from "../node/cli/fleet.ts";
import { guardStandardStreams } from "../node/cli/standardStreams.ts";
import { registerWatch } from "../node/cli/watch.ts";
import { OutputError } from "../node/outputs/outputError.ts";
import { packageVersion } from "../node/package.ts";
import { errorMessage } from "../src/errorMessage.ts";

/** The program without `addTrainingCommands`. @param loadEngine tests pass a fake, see `registerAnalyze`. */
export function createProgram(loadEngine?: EngineLoader): Command {
  const program = new Command("vigil")
    .description("Driver-face analysis: 68 landmarks with occlusion, head pose, eyes and mouth.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpCommand("help [command]", "explain a command")
    .showHelpAfterError("(vigil --help explains the commands, vigil COMMAND --help one of them)")
    .exitOverride()
    .addHelpText(
      "after",
      "\nExample:\n  vigil analyze photos/ --out results\n\nvigil COMMAND --help explains a command.",
    );
  registerAnalyze(program, loadEngine);
  registerWatch(program, loadEngine);
  registerFleet(program);
  return program;
}

/**
 * Runs the program and sets `process.exitCode`.
 *
 * @param argv without the interpreter and the script.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  guardStandardStreams();
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** Prints the error, unless commander has printed it, and returns the exit code; undefined after help and version. */
function reportError(error: unknown): number | undefined {
  if (error instanceof CommanderError) {
    // Commander has printed its message. Help and version end here too, without an error.
    return error.exitCode === 0 ? undefined : EXIT.cannotRun;
  }
  if (error instanceof UsageError || error instanceof OutputError) {
    process.stderr.write(`vigil: ${error.message}\n`);
    return EXIT.cannotRun;
  }
  process.stderr.write(`vigil: ${errorMessage(error)}\n`);
  return EXIT.someFailed;
}
