// Where networks are: the folders of the package's sets of weights.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../src/errorMessage.ts";
import { isModelSet, MODEL_SETS } from "../src/modelSets.ts";
import { packageFolder } from "./package.ts";
import { pathOf } from "./paths.ts";

/**
 * The folder of a set of weights by its name ("research", the default, or "open"), or a given folder's own path.
 *
 * @throws {TypeError} when it is neither text nor a `file:` URL.
 * @throws {Error} when the package's models/ is missing.
 *
 * @example
 * modelsPath("open").endsWith("models/open"); // true
 * modelsPath("./mine"); // "./mine"
 */
export function modelsPath(models: string | URL = "research"): string {
  if (isModelSet(models)) return join(modelsFolder(), MODEL_SETS[models]);
  return pathOf(models, "The folder of the models");
}

/**
 * The models/ folder of this package. It is found from the sources, from the build, and from a bundle of a program where
 * the package is installed.
 *
 * @throws {Error} when it is missing.
 *
 * @example
 * modelsFolder().endsWith("models"); // true
 */
export function modelsFolder(): string {
  const remedy =
    "Copy the package's models/ beside your program and name that folder: loadVigil({ models }).";
  let models: string;
  try {
    models = join(packageFolder(), "models");
  } catch (cause) {
    throw new Error(`Vigil's networks are not found: ${errorMessage(cause)} ${remedy}`, { cause });
  }
  if (existsSync(models)) return models;
  throw new Error(`There is no folder ${models}. ${remedy}`);
}
