// Vigil for browsers: the library, its weights fetched from a folder of the page, and pixels of anything drawable.

export * from "../../src/index.ts";
export { type Drawable, type FrameOptions, frameOf } from "./frameOf.ts";
export {
  type BrowserBackend,
  type BrowserLoadOptions,
  loadRuntime,
  loadVigil,
} from "./loadVigil.ts";
