// The scripts that come with Vigil, by name.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DriverScript, parseDriverScript } from "./driverScript.ts";

const ENDING = ".json";

/** Their folder in the package. Compiled code lies elsewhere, so the package is searched from its file upwards. */
const SCENARIO_FOLDER = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  return join(folder, "drives", "scenarios");
})();

/** The names of the scenarios in a folder, sorted. */
export async function scenarioNames(folder: string = SCENARIO_FOLDER): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => basename(file, ENDING))
    .sort();
}

/** Reads the script at a path. @throws {Error} that names the path and every mistake. */
export async function readScript(path: string): Promise<DriverScript> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`The script ${path} cannot be read.`, { cause });
  });
  return parseDriverScript(text, path);
}

/** The script of a scenario by its name. */
export function readScenario(
  name: string,
  folder: string = SCENARIO_FOLDER,
): Promise<DriverScript> {
  return readScript(join(folder, `${name}${ENDING}`));
}
