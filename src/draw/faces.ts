// Draws an analysis over its frame: boxes, landmarks, head axes, lines of sight and a label for each face.

import type { Box } from "../image/geometry.ts";
import { clamp } from "../math/statistics.ts";
import type { Face } from "../result.ts";
import { BOX_COLOR, HALO_COLOR } from "./colors.ts";
import { type OverlayContext, traceRoundedBox } from "./context.ts";
import { drawPanel, faceLabel, measurePanel, placePanel } from "./label.ts";
import { drawLandmarks } from "./landmarks.ts";
import { drawLegend } from "./legend.ts";
import { drawPoseAxes } from "./poseAxes.ts";
import { drawSight } from "./sight.ts";

/** Size and parts of an overlay. */
export interface OverlayOptions {
  /** Size of the canvas, pixels. */
  readonly width: number;
  readonly height: number;
  /** Canvas pixels per frame pixel. Default 1. */
  readonly scale?: number;
  /** A CSS font family list. Default "sans-serif". */
  readonly fontFamily?: string;
  /** Whether a corner explains the marks. Default true. */
  readonly legend?: boolean;
  /** Whether each face has a label. Default true. */
  readonly labels?: boolean;
}

const NOSE_TIP = 30;

/** Draws an overlay of faces and options that are known to be well-formed. */
export function drawFaces(
  context: OverlayContext,
  faces: readonly Face[],
  options: OverlayOptions,
): void {
  const { width, height, scale = 1, fontFamily = "sans-serif", legend = true } = options;
  const { labels = true } = options;
  const placed = faces.map((face) => placeFace(face, scale));
  const taken: Box[] = placed.map(({ box }) => box);
  context.save();
  for (const face of placed) drawFace(context, face);
  for (const [i, face] of labels ? placed.entries() : []) {
    const size = faceSize(face);
    const fontSize = Math.round(clamp(0.055 * size, 11, 0.03 * Math.max(width, height, 600)));
    const lines = faceLabel(face).slice(0, size >= 150 ? 3 : size >= 80 ? 2 : 1);
    const panel = measurePanel(context, lines, fontSize, fontFamily);
    const others = taken.filter((_, k) => k !== i);
    const place = placePanel(panel, face.box, { width, height }, others, 0.4 * fontSize);
    taken.push(place);
    drawPanel(context, panel, place);
  }
  if (legend) drawLegend(context, faces.length, { width, height, fontFamily });
  context.restore();
}

function drawFace(context: OverlayContext, face: Face): void {
  const size = faceSize(face);
  const radius = clamp(0.0095 * size, 0.9, 12);
  drawBox(context, face.box, Math.max(1, 0.35 * radius));
  drawLandmarks(context, face.landmarks, radius);
  const nose = face.landmarks[NOSE_TIP];
  if (nose) drawPoseAxes(context, face.pose, nose, 0.55 * size, Math.max(1.2, 0.75 * radius));
  drawSight(context, face, 0.6 * size, Math.max(1.2, 0.75 * radius));
}

function drawBox(context: OverlayContext, box: Box, lineWidth: number): void {
  const radius = 0.03 * Math.max(box.width, box.height);
  for (const [style, width] of [
    [HALO_COLOR, 2.4 * lineWidth],
    [BOX_COLOR, lineWidth],
  ] as const) {
    traceRoundedBox(context, box.x, box.y, box.width, box.height, radius);
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

/** The face in canvas coordinates, where pixel centres are at .5. */
function placeFace(face: Face, scale: number): Face {
  const place = (value: number): number => (value + 0.5) * scale;
  const { box } = face;
  return {
    ...face,
    box: {
      x: place(box.x),
      y: place(box.y),
      width: box.width * scale,
      height: box.height * scale,
    },
    landmarks: face.landmarks.map((landmark) => ({
      ...landmark,
      x: place(landmark.x),
      y: place(landmark.y),
    })),
  };
}

function faceSize({ box }: Face): number {
  return Math.max(box.width, box.height);
}
