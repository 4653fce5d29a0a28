// Single images: reading a file, and analysing what is on a canvas.

import type { EngineClient } from "../engine/client.ts";
import type { Shot } from "../state/live.ts";
import { createFrameCanvases } from "./frameCanvas.ts";

/** Longer sides are reduced to this before analysis, pixels. */
const LONGEST_SIDE = 2048;

/** An image file as it is shown, upright. @throws {DOMException} when it is none. */
export async function readImage(file: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvases = createFrameCanvases();
  canvases.draw(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return canvases.swap();
}

/** Analyses an image as one without a before. */
export async function analyseImage(engine: EngineClient, image: HTMLCanvasElement): Promise<Shot> {
  const sent = await createImageBitmap(image);
  const ask = { image: sent, longestSide: LONGEST_SIDE };
  const { analysis, milliseconds } = await engine.call("image", ask, [sent]);
  const { width, height, faces } = analysis;
  const face = faces[0] ?? null;
  return { image, width, height, faces, face, report: null, timestamp: 0, milliseconds };
}
