// Vigil for Node: the library, its networks, image files, videos, cameras and result files.

export * from "../src/index.ts";
export { annotateFrame } from "./annotate.ts";
export { DrawingError } from "./canvas.ts";
export {
  decodeImage,
  ImageError,
  type ImageErrorCode,
  type ReadImageOptions,
  readImageFile,
} from "./images.ts";
export { type LoadOptions, loadVigil, readModel } from "./models.ts";
export { modelsFolder, modelsPath } from "./modelsFolder.ts";
export { OutputError } from "./outputs/outputError.ts";
export { SESSION_FILES, type SessionFileName } from "./outputs/sessionFileNames.ts";
export {
  openSessionFiles,
  type SavedSessionFiles,
  type SessionFiles,
  type SessionFilesOptions,
} from "./outputs/sessionFiles.ts";
export { collectThumbnails, type SavedThumbnails, type Thumbnails } from "./outputs/thumbnails.ts";
export {
  analyzeVideo,
  type FramePipeline,
  type FrameSink,
  type Reporting,
  STOPPED_BY_USER,
} from "./video/analyzeVideo.ts";
export { type Annotation, annotatedVideo } from "./video/annotatedVideo.ts";
export { type OpenSequenceOptions, openImageSequence } from "./video/imageSequence.ts";
export { type LiveInput, type OpenLiveOptions, openLive } from "./video/openLive.ts";
export { type OpenVideoOptions, openVideo } from "./video/openVideo.ts";
export { type OpenReconnectingOptions, openReconnecting } from "./video/reconnect.ts";
export type { VideoFacts, VideoFrame, VideoSource } from "./video/source.ts";
export type { Selection } from "./video/thinning.ts";
export { VideoError, type VideoErrorCode } from "./video/videoError.ts";
export {
  createVideoWriter,
  type VideoWriter,
  type VideoWriterOptions,
} from "./video/videoWriter.ts";
