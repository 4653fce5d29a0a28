// Vigil for Node: the library with its weights, and image files.

export * from "../src/index.ts";
export { annotateFrame } from "./annotate.ts";
export {
  decodeImage,
  ImageError,
  type ImageErrorCode,
  type ReadImageOptions,
  readImageFile,
} from "./images.ts";
export { type LoadOptions, loadVigil, modelsFolder, readModel } from "./models.ts";
export {
  OutputError,
  openSessionFiles,
  SESSION_FILES,
  type SessionFileName,
  type SessionFiles,
  type SessionFilesOptions,
} from "./outputs/sessionFiles.ts";
export { collectThumbnails, type Thumbnails } from "./outputs/thumbnails.ts";
