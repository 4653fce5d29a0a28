// Options and opening of the renderer of `vigil synth`.

import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { orUsageError, wholeNumber } from "../../../node/cli/arguments.ts";
import { UsageError } from "../../../node/cli/errors.ts";
import type { Renderer } from "../../synthetic/renderer.ts";

/** The options of every command that renders. */
export interface RendererFlags {
  readonly assets?: string;
  readonly workers?: number;
  readonly chromium: string;
}

/** Adds `--assets`, `--workers` and `--chromium` to a command. */
export function addRendererOptions(command: Command, noun: string): Command {
  return command
    .option("--assets <dir>", "folder with ict/, hdri/ and props/")
    .option(
      "--workers <n>",
      `renderers that share the ${noun} (default: one for each two cores, at least two)`,
      wholeNumber,
    )
    .option("--chromium <path>", "Chromium's executable", "/usr/bin/chromium");
}

/** The number of renderers when `--workers` is not given. One renderer leaves a core idle while its page computes. */
export const workersByDefault = () => Math.max(2, Math.floor(availableParallelism() / 2));

/**
 * A function that opens a renderer with the assets of a folder.
 *
 * @throws {UsageError} when no folder is named, assets are missing or the renderer's packages are not installed.
 */
export async function rendererOpener({
  assets,
  chromium,
}: Omit<RendererFlags, "workers">): Promise<() => Promise<Renderer>> {
  if (assets === undefined) {
    throw new UsageError(
      "Name the folder with ict/, hdri/ and props/ with --assets; docs/synthetic.md explains where they come from.",
    );
  }
  const { checkAssets } = await import("../../synthetic/assets.ts");
  await orUsageError(checkAssets(assets));
  const lacking = RENDERER_PACKAGES.filter((name) => !isInstalled(name));
  if (lacking.length > 0) {
    const names = lacking.join(" ");
    throw new UsageError(
      `Rendering needs packages that Vigil does not install by itself: npm install ${names}. It also needs Chromium: name its program with --chromium.`,
    );
  }
  const { openRenderer } = await import("../../synthetic/renderer.ts");
  return () => openRenderer({ assets, chromium });
}

/** three draws the scene, rolldown bundles it, and playwright-core shows it in a browser. */
const RENDERER_PACKAGES = ["playwright-core", "rolldown", "three"] as const;

const resolver = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  try {
    resolver.resolve(name);
    return true;
  } catch (cause) {
    // A package without a CommonJS entry is installed too; it fails with another error code.
    return !(cause instanceof Error && "code" in cause && cause.code === "MODULE_NOT_FOUND");
  }
}
