// sharp, with threads that do not end. All other files of this folder get it from here; lint enforces this.

import "./vipsThreads.ts";

export type { Metadata, Sharp } from "sharp";
export { default } from "sharp";
