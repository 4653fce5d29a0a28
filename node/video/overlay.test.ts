import { expect, test } from "vitest";
import type { OverlayContext } from "../../src/draw/context.ts";
import { drawFaces } from "../../src/draw/faces.ts";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { loadDrawing } from "../canvas.ts";
import { overlayCanvas } from "./overlay.ts";

const width = 641;
const height = 479;
const drawing = await loadDrawing();

/** The same on a canvas that is read as a whole. */
function whole(draw: (context: OverlayContext) => void): Uint8ClampedArray {
  const context = drawing.createCanvas(width, height).getContext("2d");
  draw(context);
  return context.getImageData(0, 0, width, height).data;
}

const faceAt = (centerX: number, centerY: number, scale: number) =>
  exampleFace({ centerX, centerY, scale, occluded: [30, 31] });

const SCENES = [
  { name: "no face, with the legend alone", faces: [], share: 0.03 },
  { name: "a face in the middle", faces: [faceAt(320, 240, 90)], share: 0.65 },
  { name: "faces at the edges", faces: [faceAt(20, 30, 80), faceAt(630, 470, 100)], share: 1 },
  {
    name: "a crowd",
    faces: [40, 120, 200, 280, 360, 440].map((x, k) => faceAt(x, 80 + 60 * k, 20 + 3 * k)),
    share: 1,
  },
];

test.each(SCENES)("$name: the parts hold all that is drawn, once", ({ faces, share }) => {
  const draw = (context: OverlayContext): void =>
    drawFaces(context, faces, { width, height, fontFamily: drawing.fontFamily });
  const expected = whole(draw);
  const overlay = overlayCanvas(drawing, width, height);
  // What was drawn before is gone.
  overlay((context) => drawFaces(context, [faceAt(400, 100, 60)], { width, height }));
  const seen = new Uint8ClampedArray(expected.length);
  let pixels = 0;
  for (const part of overlay(draw)) {
    expect([part.x % 2, part.y % 2]).toEqual([0, 0]);
    pixels += part.width * part.height;
    for (let row = 0; row < part.height; row++) {
      const line = part.data.subarray(4 * row * part.width, 4 * (row + 1) * part.width);
      const to = 4 * ((part.y + row) * width + part.x);
      expect(seen.subarray(to, to + line.length).some((value) => value > 0)).toBe(false);
      seen.set(line, to);
    }
  }
  expect(seen.every((value, at) => value === expected[at])).toBe(true);
  expect(pixels).toBeLessThanOrEqual(share * width * height);
});
