// Vigil for browsers (`vigil/web`): the library, loading by address, and the pixels of anything drawable.

export * from "../../src/index.ts";
export { type Drawable, type FrameOptions, frameOf } from "./frameOf.ts";
export { type BrowserLoadOptions, loadVigil } from "./loadVigil.ts";
export { type BrowserBackend, loadRuntime, type RuntimeOptions } from "./runtime.ts";
