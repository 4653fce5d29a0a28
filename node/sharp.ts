// sharp, loaded on demand: videos need it for little, and it takes longer to load than all of this folder. All other files of
// this folder get it from here; lint enforces this.

import "./vipsThreads.ts";
import type sharp from "sharp";

export type { Metadata, Sharp } from "sharp";

/** @throws {Error} where sharp is not installed. */
export async function loadSharp(): Promise<typeof sharp> {
  return (await import("sharp")).default;
}
