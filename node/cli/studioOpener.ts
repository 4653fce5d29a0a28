// Opens the renderer that `vigil synth` draws with, or says what it lacks.

import type { Studio } from "../../training/synthetic/studio.ts";
import { orUsageError } from "./arguments.ts";
import { UsageError } from "./errors.ts";

/**
 * What opens a renderer of the assets in a folder.
 *
 * @throws {UsageError} when no folder is named, assets are missing or the renderer's packages are not installed.
 */
export async function studioOpener(options: {
  readonly assets?: string | undefined;
  readonly chromium: string;
}): Promise<() => Promise<Studio>> {
  const { assets, chromium } = options;
  if (assets === undefined) {
    throw new UsageError(
      "Name the folder with ict/, hdri/ and props/ with --assets; docs/synthetic.md says where they come from.",
    );
  }
  // The renderer's libraries are no part of what the package installs for its users.
  const { checkAssets } = await import("../../training/synthetic/assets.ts");
  await orUsageError(checkAssets(assets));
  const { openStudio } = await import("../../training/synthetic/studio.ts").catch(
    (cause: unknown) => {
      throw new UsageError(
        "Rendering needs the packages three, rolldown and playwright-core: npm install three rolldown playwright-core.",
        { cause },
      );
    },
  );
  return () => openStudio({ assets, chromium });
}
