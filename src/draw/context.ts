// The subset of a canvas's 2-D context that drawing uses. Both browsers and @napi-rs/canvas implement it.

/** Structural subset of `CanvasRenderingContext2D`. */
export interface OverlayContext {
  // Only written, and typed differently by every canvas: `unknown` accepts them all.
  strokeStyle: unknown;
  fillStyle: unknown;
  textBaseline: unknown;
  lineCap: unknown;
  lineJoin: unknown;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  save(): void;
  restore(): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, startAngle: number, endAngle: number): void;
  arcTo(x1: number, y1: number, x2: number, y2: number, radius: number): void;
  stroke(): void;
  fill(): void;
  setLineDash(segments: number[]): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}

/** Makes a line through points the current path, open or closed. */
export function tracePath(
  context: OverlayContext,
  points: readonly { readonly x: number; readonly y: number }[],
  closed = false,
): void {
  context.beginPath();
  for (const [i, { x, y }] of points.entries()) {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  if (closed) context.closePath();
}

/** Makes a rectangle with rounded corners the current path; short sides reduce the radius. */
export function traceRoundedBox(
  context: OverlayContext,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  const r = Math.max(0, Math.min(radius, width / 2, height / 2));
  context.beginPath();
  context.moveTo(x + r, y);
  context.arcTo(x + width, y, x + width, y + height, r);
  context.arcTo(x + width, y + height, x, y + height, r);
  context.arcTo(x, y + height, x, y, r);
  context.arcTo(x, y, x + width, y, r);
  context.closePath();
}
