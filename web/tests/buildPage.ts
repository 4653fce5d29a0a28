// Builds the page before its tests, unless there is no browser to test it in; and the library, for those that embed it.

import { join } from "node:path";
import { build } from "vite";
import { CHROMIUM } from "../../testing/chromium.ts";
import { ROOT } from "../build/assets.ts";

/** Where the tests' own build lies: not where `npm start` serves from. */
export const PAGE = join(ROOT, "dist/page-under-test");

export default async function setup(): Promise<void> {
  if (CHROMIUM === undefined) return;
  // Vitest says "test", for which Vite would build a page for development, without its service worker.
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
