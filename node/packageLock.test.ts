import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";

const LOCK = join(import.meta.dirname, "../package-lock.json");

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

type Packages = z.infer<typeof lockSchema>["packages"];

/** The version of a dependency that the package at a path loads: that of the nearest node_modules above it. */
function versionSeenFrom(packages: Packages, path: string, name: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const prefix = folder === "" ? "" : `${folder}/`;
    const found = packages[`${prefix}node_modules/${name}`];
    if (found || folder === "") return found?.version;
  }
}

test.skipIf(!existsSync(LOCK))("every platform's build of a binary package is locked", () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(LOCK, "utf8")));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      // Builds for platforms have an exact version; other dependencies have ranges.
      .filter(([, wanted]) => /^\d/.test(wanted))
      .filter(([name, wanted]) => versionSeenFrom(packages, path, name) !== wanted)
      .map(([name, wanted]) => `${name}@${wanted} for ${path}`),
  );
  // A lock file written on a machine whose registry lacks some builds is incomplete; `npm ci` then refuses it.
  expect(missing, "package-lock.json lacks these").toEqual([]);
});
