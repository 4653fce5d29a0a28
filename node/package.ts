// This package: its folder and its version, from the sources, from the build, and from a bundle of another program.

import { existsSync, readFileSync } from "node:fs";
// Not by name: webpack takes calls of an imported createRequire for its own, and leaves undefined.
import nodeModule from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as z from "zod";

/** The address of this file, or of the bundle that contains it. A CommonJS bundle has no `import.meta.url`. */
const HERE: string = (import.meta as Partial<ImportMeta>).url ?? pathToFileURL(__filename).href;

/**
 * The path of a file that a package contains; undefined where the package is not installed. It is looked for from this
 * file and, for bundles that lie elsewhere, from the working directory.
 */
export function installedFile(file: string): string | undefined {
  for (const from of placesOfPackages()) {
    try {
      return nodeModule.createRequire(from).resolve(file);
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** Files beside which packages may be installed. Bundlers write the address of this file when they ran into the bundle. */
export function placesOfPackages(): string[] {
  return [HERE, join(process.cwd(), "package.json")];
}

/** This package's folder. @throws {Error} when this file was bundled and the package is not installed. */
export function packageFolder(): string {
  for (let folder = dirname(fileURLToPath(HERE)); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && manifest(file).name === "vigil") return folder;
    if (folder === dirname(folder)) break;
  }
  const installed = installedFile("vigil/package.json");
  if (installed !== undefined) return dirname(installed);
  throw new Error(
    `The package vigil is neither in a folder above ${fileURLToPath(HERE)} nor installed in ${process.cwd()}.`,
  );
}

/** The package's version. @throws {Error} without package.json. */
export function packageVersion(): string {
  return manifest(join(packageFolder(), "package.json")).version;
}

const manifestSchema = z.object({ name: z.string().default(""), version: z.string().default("") });

function manifest(file: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}
