// Vigil for Node: the library with its weights, and image files.

export type * from "../src/index.ts";
export * from "../src/index.ts";
export { type LoadOptions, loadVigil, modelsFolder, readModel } from "./models.ts";
