// `vigil synth`: one file a kind of synthetic data in synth/.

import type { Command } from "commander";
import { registerSynthDriver } from "./synth/driver.ts";
import { registerSynthFaces } from "./synth/faces.ts";
import { registerSynthTurned } from "./synth/turned.ts";

/** Adds `synth` and its subcommands to the program. */
export function registerSynth(program: Command): void {
  const synth = program
    .command("synth")
    .summary("render synthetic drivers")
    .description("Renders synthetic drivers with ground truth.");
  registerSynthDriver(synth);
  registerSynthFaces(synth);
  registerSynthTurned(synth);
}
