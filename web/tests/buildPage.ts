// Builds the page before its tests, if there is a browser, and the library for the tests of the examples.

import { join } from "node:path";
import { build } from "vite";
import { CHROMIUM } from "../../testing/chromium.ts";
import { ROOT } from "../build/assets.ts";

/** The folder of the tests' build; `npm start` uses another one. */
export const PAGE = join(ROOT, "dist/page-under-test");

export default async function setup(): Promise<void> {
  if (CHROMIUM === undefined) return;
  // Vitest sets NODE_ENV to "test", for which Vite would build for development, without the service worker.
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  await build({
    configFile: join(ROOT, "web/vite.config.ts"),
    logLevel: "warn",
    build: { outDir: PAGE },
  });
  process.env["NODE_ENV"] = before;
}

/** Builds the library for pages without a bundler into a folder. */
export async function buildEmbed(outDir: string): Promise<void> {
  await build({
    configFile: join(ROOT, "web/vite.embed.config.ts"),
    logLevel: "warn",
    build: { outDir },
  });
}
