// The part of a photograph that face windows can fall on, no larger than they need it.

import sharp from "sharp";
import type { Point } from "../../src/image/geometry.ts";
import { faceBoxOf, windowOfBox } from "../../src/landmarks/faceWindow.ts";
import type { LandmarkSample } from "../landmarks/dataset.ts";
import type { StoredImage } from "./imageStore.ts";

/** A cut-out face. */
export interface CutFace {
  readonly image: StoredImage;
  /** The landmarks in pixels of the cut-out. */
  readonly landmarks: readonly Point[];
  /** The photograph's first and last pixel centres in pixels of the cut-out: left, top, right, bottom. */
  readonly frame: readonly [number, number, number, number];
}

/** How far a cut-out reaches, in sides of the face window: windows are shifted, scaled and turned within it. */
const REACH = 1.4;

/**
 * Cuts a square around the face out of a photograph, as far as the photograph goes, and shrinks it to no more than
 * `side` pixels; smaller ones stay as they are.
 */
export async function cutFace(
  { frame, landmarks }: LandmarkSample,
  side: number,
): Promise<CutFace> {
  const window = windowOfBox(faceBoxOf(landmarks));
  const half = (window.side * REACH) / 2;
  const left = clamp(Math.floor(window.centerX - half), 0, frame.width - 1);
  const top = clamp(Math.floor(window.centerY - half), 0, frame.height - 1);
  const right = clamp(Math.ceil(window.centerX + half), left, frame.width - 1);
  const bottom = clamp(Math.ceil(window.centerY + half), top, frame.height - 1);
  const width = right - left + 1;
  const height = bottom - top + 1;
  const scale = Math.min(1, side / Math.max(width, height));
  const outWidth = Math.max(1, Math.round(width * scale));
  const outHeight = Math.max(1, Math.round(height * scale));
  const { data } = await sharp(Buffer.from(frame.data), {
    raw: { width: frame.width, height: frame.height, channels: frame.channels },
  })
    .extract({ left, top, width, height })
    .removeAlpha()
    .resize(outWidth, outHeight, { fit: "fill", kernel: "lanczos3" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const toX = (x: number) => ((x - left + 0.5) * outWidth) / width - 0.5;
  const toY = (y: number) => ((y - top + 0.5) * outHeight) / height - 0.5;
  return {
    image: { width: outWidth, height: outHeight, data: new Uint8Array(data) },
    landmarks: landmarks.map(({ x, y }) => ({ x: toX(x), y: toY(y) })),
    frame: [toX(0), toY(0), toX(frame.width - 1), toY(frame.height - 1)],
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
