// Chooses the driver among the faces in view.

import type { Box } from "../image/geometry.ts";
import type { TrackedFace } from "./trackedFrame.ts";

/** A region of the frame, in shares of its width and height: 0..1 from the left and the top. */
export interface SeatRegion {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The driver of the latest frame that showed one. Plain data. */
export interface DriverChoice {
  readonly id: number;
  readonly box: Box;
  /** When the driver was last seen, seconds. */
  readonly seen: number;
}

/** After the driver is lost, nobody in another place becomes the driver for this time, in seconds. */
const PLACE_KEPT = 10;
/** A face within this distance of the driver's last position, in sizes of the driver's face, is in the driver's place. */
const PLACE_REACH = 1.5;

/**
 * Chooses the driver:
 *
 * 1. the previous driver, as long as this face is in view;
 * 2. otherwise a face in the driver's place, so that a passenger does not become the driver while the driver bends
 *    down;
 * 3. otherwise, when the place has been empty for ten seconds or there was no driver yet, the largest and most
 *    central face.
 *
 * With a seat region only faces whose centre lies in it can be the driver.
 *
 * @param last the choice at the previous frame.
 * @returns the choice to pass with the next frame; its `seen` is `timestamp` when the driver is in this frame.
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
  const anywhere = last === undefined || seat !== undefined || timestamp - last.seen > PLACE_KEPT;
  const eligible = anywhere ? candidates : candidates.filter(({ box }) => inPlaceOf(last.box, box));
  const best = eligible.toSorted((p, q) => prominence(q.box, frame) - prominence(p.box, frame))[0];
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

function inPlaceOf(place: Box, box: Box): boolean {
  const x = box.x + box.width / 2 - (place.x + place.width / 2);
  const y = box.y + box.height / 2 - (place.y + place.height / 2);
  const size = Math.sqrt(place.width * place.height);
  return Math.hypot(x, y) <= PLACE_REACH * size;
}

/** Area, weighted by 1 at the frame's centre and 0.5 at its corners. */
function prominence(box: Box, { width, height }: { width: number; height: number }): number {
  const x = (box.x + box.width / 2) / width - 0.5;
  const y = (box.y + box.height / 2) / height - 0.5;
  return box.width * box.height * (1 - Math.min(0.5, Math.hypot(x, y) / Math.SQRT2));
}
