// The timeline of looks: a lane for each place, the road first. Looks that only the head showed are paler.

import type { Cabin } from "../../../src/index.ts";
import { type Look, placesIn } from "../state/looks.ts";

/** More places than this are left out, the rarest first. */
const MOST_LANES = 7;
/** Pixels at a font size of 16 pixels. */
const LANE = 17;
/** Where the other charts have their value axis and their padding. */
const MARGIN = { left: 52, right: 8 };
const OPACITY = { eyes: 0.85, head: 0.4 };

const COLORS = { road: "--good", driving: "--accent", other: "--caution-line" } as const;

/** What is drawn. */
export interface LookLanes {
  readonly looks: readonly Look[];
  /** The stretch of time that is shown, seconds. */
  readonly from: number;
  readonly to: number;
  readonly cabin: Cabin | null;
  /** A place as text. */
  readonly nameOf: (place: string) => string;
}

/** Draws the lanes, as high as they need. */
export function drawLookLanes(canvas: HTMLCanvasElement, shown: LookLanes): void {
  const { looks, from, to, cabin, nameOf } = shown;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const style = getComputedStyle(canvas);
  const unit = fontUnit();
  const lanes = placesIn(looks, from, to).slice(0, MOST_LANES);
  const [width, height] = [canvas.clientWidth, Math.max(1, lanes.length) * LANE * unit];
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const left = MARGIN.left * unit;
  const wide = width - left - MARGIN.right * unit;
  const xOf = (time: number) =>
    left + (wide * (Math.min(to, Math.max(from, time)) - from)) / (to - from);
  context.font = `${0.75 * Number.parseFloat(style.fontSize)}px ${style.fontFamily}`;
  context.textBaseline = "middle";
  for (const [lane, { place, share }] of lanes.entries()) {
    const top = lane * LANE * unit;
    context.fillStyle = color("--line");
    context.fillRect(left, top + LANE * unit - 1, wide, 1);
    const use = cabin?.zones.find(({ name }) => name === place)?.use;
    context.fillStyle = color(COLORS[use ?? (place === "road" ? "road" : "other")]);
    for (const look of looks) {
      if (look.place !== place || look.to < from || look.from > to) continue;
      context.globalAlpha = OPACITY[look.by ?? "head"];
      const start = xOf(look.from);
      context.fillRect(start, top + 2, Math.max(1.5, xOf(look.to) - start), LANE * unit - 5);
    }
    context.globalAlpha = 1;
    // A rim in the background's colour keeps the name legible on a bar.
    const name = `${nameOf(place)} ${Math.round(100 * share)} %`;
    const middle = top + (LANE * unit) / 2;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = color("--surface");
    context.strokeText(name, left + 4, middle);
    context.fillStyle = color("--text");
    context.fillText(name, left + 4, middle);
  }
}

/** How far a place of the canvas is along the stretch of time, 0..1; null beside it. @param x from the canvas's left edge. */
export function shareAcross(canvas: HTMLCanvasElement, x: number): number | null {
  const unit = fontUnit();
  const share =
    (x - MARGIN.left * unit) / (canvas.clientWidth - (MARGIN.left + MARGIN.right) * unit);
  return share >= 0 && share <= 1 ? share : null;
}

/** Charts grow with the page's font size, which is large on large displays. */
function fontUnit(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
