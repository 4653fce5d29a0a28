// A transparent canvas over the frames of a video. Only its parts with something on them are read: it is mostly empty.

import type { OverlayContext } from "../../src/draw/context.ts";
import type { Drawing } from "../canvas.ts";
import type { OverlayPart } from "./layOver.ts";

/** Draws, and returns what was drawn. Parts do not overlap, and begin at even pixels. */
export type OverlayDrawing = (draw: (context: OverlayContext) => void) => OverlayPart[];

/** A canvas that is empty before each drawing. Text is only seen on panels, or other areas that are filled before. */
export function overlayCanvas(
  { createCanvas }: Pick<Drawing, "createCanvas">,
  width: number,
  height: number,
): OverlayDrawing {
  const context = createCanvas(width, height).getContext("2d");
  const takeDrawn = watchDrawing(context);
  return (draw) => {
    // Styles that one drawing sets do not reach the next.
    context.save();
    draw(context);
    context.restore();
    const parts = takeDrawn().flatMap((edges): OverlayPart[] => {
      const x = Math.max(0, evenBelow(edges.left));
      const y = Math.max(0, evenBelow(edges.top));
      const across = Math.min(width, Math.ceil(edges.right)) - x;
      const down = Math.min(height, Math.ceil(edges.bottom)) - y;
      if (across <= 0 || down <= 0) return [];
      const { data } = context.getImageData(x, y, across, down);
      return [{ x, y, width: across, height: down, data }];
    });
    // Once and as a whole: after each reading, a canvas copies all its pixels before the next change.
    context.clearRect(0, 0, width, height);
    return parts;
  };
}

interface Edges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How far the smoothing of edges reaches, and one pixel more for parts that begin at even ones. */
const SMOOTHED = 2;

/** Marks that are nearer to each other than this, pixels, are one part. */
const NEAR = 16;

/** Makes a context remember where it draws. @returns takes the areas since the last call; they do not touch. */
function watchDrawing(context: OverlayContext): () => Edges[] {
  const { beginPath, moveTo, lineTo, arc, arcTo, stroke, fill } = context;
  let areas: Edges[] = [];
  let path = nothing();
  const reach = (x: number, y: number, radius = 0): void => {
    path.left = Math.min(path.left, x - radius);
    path.top = Math.min(path.top, y - radius);
    path.right = Math.max(path.right, x + radius);
    path.bottom = Math.max(path.bottom, y + radius);
  };
  const show = (margin: number): void => {
    let area = widened(path, margin + SMOOTHED);
    for (;;) {
      const around = widened(area, NEAR);
      const near = areas.filter((other) => overlap(other, around));
      if (near.length === 0) break;
      areas = areas.filter((other) => !near.includes(other));
      // It may now be near to others.
      for (const other of near) area = union(area, other);
    }
    areas.push(area);
  };
  context.beginPath = () => {
    path = nothing();
    beginPath.call(context);
  };
  context.moveTo = (x, y) => {
    reach(x, y);
    moveTo.call(context, x, y);
  };
  context.lineTo = (x, y) => {
    reach(x, y);
    lineTo.call(context, x, y);
  };
  context.arc = (x, y, radius, from, to) => {
    reach(x, y, radius);
    arc.call(context, x, y, radius, from, to);
  };
  context.arcTo = (x1, y1, x2, y2, radius) => {
    reach(x1, y1);
    reach(x2, y2);
    arcTo.call(context, x1, y1, x2, y2, radius);
  };
  context.stroke = () => {
    // The corners of a path with mitres would reach further than half a line; no mark has such corners.
    show(context.lineWidth / 2);
    stroke.call(context);
  };
  context.fill = () => {
    show(0);
    fill.call(context);
  };
  return () => {
    const taken = areas;
    areas = [];
    return taken;
  };
}

function nothing(): Edges {
  return { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
}

function widened({ left, top, right, bottom }: Edges, by: number): Edges {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}

function union(p: Edges, q: Edges): Edges {
  return {
    left: Math.min(p.left, q.left),
    top: Math.min(p.top, q.top),
    right: Math.max(p.right, q.right),
    bottom: Math.max(p.bottom, q.bottom),
  };
}

function overlap(p: Edges, q: Edges): boolean {
  return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
}

function evenBelow(value: number): number {
  return 2 * Math.floor(value / 2);
}
