// A sheet of the faces with the most wrong flags: labels on the left, what was reported on the right.

import sharp from "sharp";
import { type Drawing, loadDrawing } from "../../node/canvas.ts";
import { drawLandmarks } from "../../src/draw/landmarks.ts";
import type { Frame } from "../../src/image/frame.ts";
import { type Box, boundingBox } from "../../src/image/geometry.ts";
import type { Landmark } from "../../src/result.ts";
import { type LandmarkPair, readRgbFrame } from "../landmarks/dataset.ts";
import { isVisible, type MeasuredFace } from "./occlusionFigures.ts";

/** A measured face with its files. */
export interface SheetFace extends MeasuredFace {
  readonly pair: LandmarkPair;
}

/** Side of one view of a face, pixels. */
const SIDE = 240;
const CAPTION = 22;
const COLUMNS = 4;
/** Around the landmarks' bounding box, as a share of it. */
const MARGIN = 0.25;
const RADIUS = 2.4;

/** How many landmarks are flagged though visible, or not flagged though hidden. */
export function wrongFlags({ labels, predicted }: MeasuredFace): number {
  return labels.filter(
    (label, k) =>
      predicted !== null && label.state !== "unknown" && predicted[k].occluded === isVisible(label),
  ).length;
}

/** Draws the sheet as JPEG, the worst face first. @throws {Error} when an image cannot be read. */
export async function occlusionSheet(
  faces: readonly SheetFace[],
  count: number,
): Promise<Uint8Array> {
  const worst = faces
    .filter(({ predicted }) => predicted !== null)
    .toSorted((p, q) => wrongFlags(q) - wrongFlags(p))
    .slice(0, count);
  const columns = Math.max(1, Math.min(COLUMNS, worst.length));
  const rows = Math.max(1, Math.ceil(worst.length / columns));
  const [tileWidth, tileHeight] = [2 * SIDE + 8, SIDE + CAPTION + 8];
  const drawing = await loadDrawing();
  const canvas = drawing.createCanvas(columns * tileWidth, rows * tileHeight);
  const context = canvas.getContext("2d");
  context.fillStyle = "#0b1119";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = `13px ${drawing.fontFamily}`;
  for (const [index, face] of worst.entries()) {
    const { predicted, labels, pair } = face;
    if (predicted === null) continue;
    const image = canvasOf(await readRgbFrame(pair.imagePath), drawing);
    const view = squareAround(boundingBox(predicted));
    const [left, top] = [(index % columns) * tileWidth, Math.floor(index / columns) * tileHeight];
    const labelled = predicted.map((landmark, k): Landmark => {
      const { state, point } = labels[k];
      const hiddenBy = state === "object" || state === "self" ? state : undefined;
      const occluded = hiddenBy !== undefined;
      return { ...landmark, ...(point ?? {}), occluded, hiddenBy };
    });
    for (const [side, landmarks] of [labelled, predicted].entries()) {
      const x = left + side * (SIDE + 2);
      context.save();
      context.beginPath();
      context.rect(x, top, SIDE, SIDE);
      context.clip();
      const scale = SIDE / view.width;
      context.drawImage(
        image,
        x - (view.x + 0.5) * scale,
        top - (view.y + 0.5) * scale,
        image.width * scale,
        image.height * scale,
      );
      const placed = landmarks.map((landmark) => ({
        ...landmark,
        x: x + (landmark.x - view.x) * scale,
        y: top + (landmark.y - view.y) * scale,
      }));
      drawLandmarks(context, placed, RADIUS);
      context.restore();
    }
    context.fillStyle = "#f4f8fb";
    context.fillText(captionOf(face), left + 4, top + SIDE + 16, 2 * SIDE - 8);
  }
  return sharp(canvas.data(), {
    raw: { width: canvas.width, height: canvas.height, channels: 4 },
  })
    .removeAlpha()
    .jpeg({ quality: 88 })
    .toBuffer();
}

function captionOf(face: SheetFace): string {
  const known = face.labels.filter(({ state }) => state !== "unknown");
  const hidden = known.filter((label) => !isVisible(label)).length;
  const flagged = (face.predicted ?? []).filter(({ occluded }) => occluded).length;
  const name = face.pair.imagePath.split(/[\\/]/).at(-1) ?? "";
  return `${wrongFlags(face)} wrong: ${hidden} labelled, ${flagged} reported hidden   ${name}`;
}

function canvasOf({ width, height, data }: Frame, { createCanvas, ImageData }: Drawing) {
  const canvas = createCanvas(width, height);
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
  }
  canvas.getContext("2d").putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

function squareAround({ x, y, width, height }: Box): Box {
  const side = Math.max(1, (1 + 2 * MARGIN) * Math.max(width, height));
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}
