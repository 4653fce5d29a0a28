// Which of the faces in view drives.

import type { Box } from "../image/geometry.ts";
import type { TrackedFace } from "./trackedFrame.ts";

/** A part of the frame, as shares of its width and height: 0..1 from the left and the top. */
export interface SeatRegion {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What is remembered of the driver. Plain data. */
export interface DriverChoice {
  readonly id: number;
  readonly box: Box;
  /** When the driver was seen last, seconds. */
  readonly seen: number;
}

/** For so long, in seconds, the driver's place is kept free for the driver's return. */
const PLACE_KEPT = 10;
/** How far from where the driver's face was, in its own sizes, somebody still sits in the driver's place. */
const PLACE_REACH = 1.5;

/**
 * Chooses the driver: whoever was it, as long as seen; else a face in the driver's place; else, when the place
 * has been empty for ten seconds or was never taken, the largest and most central face. With a seat region
 * only faces whose middle lies in it can be the driver.
 *
 * So a passenger does not become the driver while the driver bends down.
 *
 * @param last the choice after the frame before.
 * @returns the choice to remember; its `seen` is `timestamp` when the driver is in this frame.
 */
export function chooseDriver(
  faces: readonly TrackedFace[],
  last: DriverChoice | undefined,
  timestamp: number,
  frame: { readonly width: number; readonly height: number },
  seat?: SeatRegion,
): DriverChoice | undefined {
  const chosen = (face: TrackedFace): DriverChoice => ({
    id: face.id,
    box: face.box,
    seen: timestamp,
  });
  const candidates = seat ? faces.filter(({ box }) => liesIn(box, seat, frame)) : faces;
  const same = candidates.find(({ id }) => id === last?.id);
  if (same) return chosen(same);
  const open = last === undefined || seat !== undefined || timestamp - last.seen > PLACE_KEPT;
  const entitled = open ? candidates : candidates.filter(({ box }) => reaches(last.box, box));
  const best = entitled.toSorted((p, q) => claim(q.box, frame) - claim(p.box, frame))[0];
  return best ? chosen(best) : last;
}

function liesIn(
  box: Box,
  { left, top, right, bottom }: SeatRegion,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  const x = (box.x + box.width / 2) / width;
  const y = (box.y + box.height / 2) / height;
  return x >= left && x <= right && y >= top && y <= bottom;
}

function reaches(place: Box, box: Box): boolean {
  const x = box.x + box.width / 2 - (place.x + place.width / 2);
  const y = box.y + box.height / 2 - (place.y + place.height / 2);
  const size = Math.sqrt(place.width * place.height);
  return Math.hypot(x, y) <= PLACE_REACH * size;
}

/** Size, less towards the frame's edges: at a corner a face counts half. */
function claim(box: Box, { width, height }: { width: number; height: number }): number {
  const x = (box.x + box.width / 2) / width - 0.5;
  const y = (box.y + box.height / 2) / height - 0.5;
  return box.width * box.height * (1 - Math.min(0.5, Math.hypot(x, y) / Math.SQRT2));
}
