// Opens the renderer that `vigil synth` draws with, or says what it lacks.

import { createRequire } from "node:module";
import { orUsageError } from "../../node/cli/arguments.ts";
import { UsageError } from "../../node/cli/errors.ts";
import type { Renderer } from "../synthetic/renderer.ts";

/**
 * What opens a renderer of the assets in a folder.
 *
 * @throws {UsageError} when no folder is named, assets are missing or the renderer's packages are not installed.
 */
export async function rendererOpener(options: {
  readonly assets?: string | undefined;
  readonly chromium: string;
}): Promise<() => Promise<Renderer>> {
  const { assets, chromium } = options;
  if (assets === undefined) {
    throw new UsageError(
      "Name the folder with ict/, hdri/ and props/ with --assets; docs/synthetic.md says where they come from.",
    );
  }
  const { checkAssets } = await import("../synthetic/assets.ts");
  await orUsageError(checkAssets(assets));
  const lacking = RENDERER_PACKAGES.filter((name) => !isInstalled(name));
  if (lacking.length > 0) {
    const names = lacking.join(" ");
    throw new UsageError(
      `Rendering needs packages that Vigil does not install by itself: npm install ${names}. It also needs Chromium: name its program with --chromium.`,
    );
  }
  const { openRenderer } = await import("../synthetic/renderer.ts");
  return () => openRenderer({ assets, chromium });
}

/** The scene is drawn by three, bundled by rolldown and shown in a browser that playwright-core steers. */
const RENDERER_PACKAGES = ["playwright-core", "rolldown", "three"] as const;

const resolver = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  try {
    resolver.resolve(name);
    return true;
  } catch (cause) {
    // A package that can only be imported is found too, under another complaint.
    return !(cause instanceof Error && "code" in cause && cause.code === "MODULE_NOT_FOUND");
  }
}
