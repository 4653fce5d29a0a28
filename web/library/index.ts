// Vigil for browsers (`vigil/web`): the library, loading by address, and the pixels of anything drawable.

export * from "../../src/index.ts";
export { type Drawable, type FrameOptions, frameOf } from "./frameOf.ts";
export {
  type BrowserBackend,
  type BrowserLoadOptions,
  loadRuntime,
  loadVigil,
} from "./loadVigil.ts";
