// Draws a photograph with its landmarks on a canvas: one mark for each state, the chosen region emphasised.

import { OCCLUDED_COLOR, SELF_COLOR, VISIBLE_COLOR } from "../../src/draw/colors.ts";
import type { State, View } from "./server.ts";

export interface Shown {
  readonly image: HTMLImageElement;
  readonly points: View["points"];
  readonly states: readonly State[];
  /** The landmarks of the chosen region. */
  readonly chosen: readonly number[];
  readonly marks: boolean;
}

/** Around the landmarks, as a share of their extent: fringes and hands begin outside. */
const MARGIN = 0.4;
const UNKNOWN_COLOR = "#aab4bf";
/** A click this near to a landmark chooses it, in canvas pixels. */
const REACH = 14;

/** From image pixels to canvas pixels. */
interface Place {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export function drawPhotograph(canvas: HTMLCanvasElement, shown: Shown): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { image, points, states, chosen, marks } = shown;
  const place = placeOf(canvas, shown);
  context.fillStyle = "#0b1119";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  const { scale, left, top } = place;
  // The centre of the first pixel is at (0, 0).
  context.drawImage(
    image,
    left - 0.5 * scale,
    top - 0.5 * scale,
    image.width * scale,
    image.height * scale,
  );
  if (!marks) return;
  for (const [k, point] of points.entries()) {
    if (point === null) continue;
    const radius = chosen.includes(k) ? 7 : 4;
    drawMark(context, left + point.x * scale, top + point.y * scale, radius, states[k]);
  }
}

/** The landmark at a place of the canvas, if there is one. */
export function landmarkAt(
  canvas: HTMLCanvasElement,
  shown: Shown,
  x: number,
  y: number,
): number | undefined {
  const { scale, left, top } = placeOf(canvas, shown);
  let best: number | undefined;
  let bestDistance = REACH;
  for (const [k, point] of shown.points.entries()) {
    if (point === null) continue;
    const distance = Math.hypot(left + point.x * scale - x, top + point.y * scale - y);
    if (distance <= bestDistance) [best, bestDistance] = [k, distance];
  }
  return best;
}

function placeOf(canvas: HTMLCanvasElement, { points }: Shown): Place {
  const known = points.filter((point) => point !== null);
  const [xs, ys] = [known.map(({ x }) => x), known.map(({ y }) => y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const side = (1 + 2 * MARGIN) * Math.max(x1 - x0, y1 - y0, 1);
  const scale = Math.min(canvas.width, canvas.height) / side;
  return {
    scale,
    left: canvas.width / 2 - ((x0 + x1) / 2) * scale,
    top: canvas.height / 2 - ((y0 + y1) / 2) * scale,
  };
}

function drawMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  state: State | undefined,
): void {
  for (const halo of [true, false]) {
    context.lineWidth = halo ? 4.5 : 2;
    const color = { visible: VISIBLE_COLOR, object: OCCLUDED_COLOR, self: SELF_COLOR }[state ?? ""];
    context.strokeStyle = halo ? "rgba(8, 14, 22, 0.8)" : (color ?? UNKNOWN_COLOR);
    context.beginPath();
    if (state === "object") {
      context.moveTo(x - radius, y - radius);
      context.lineTo(x + radius, y + radius);
      context.moveTo(x - radius, y + radius);
      context.lineTo(x + radius, y - radius);
    } else if (state === "visible") context.arc(x, y, 0.6 * radius, 0, 2 * Math.PI);
    else if (state === "self") context.arc(x, y, radius, 0, 2 * Math.PI);
    else context.rect(x - 0.8 * radius, y - 0.8 * radius, 1.6 * radius, 1.6 * radius);
    context.stroke();
    if (state === "visible" && !halo) {
      context.fillStyle = VISIBLE_COLOR;
      context.fill();
    }
  }
}
