// Landmarks of a photograph with a rotated head, and which of them the head itself hides.

import type { Point } from "../../../src/image/geometry.ts";
import { rotateVector, type Vector3 } from "../../../src/pose/rotation.ts";
import { outlineFrom, visibilityAt } from "../visibility.ts";
import { type FittedHead, project } from "./fitHead.ts";
import { rasterise } from "./rasterise.ts";
import { type FittableHead, vectorOf } from "./readHead.ts";

/** A landmark after the rotation, pixels. */
export interface TurnedLandmark extends Point {
  readonly hidden: boolean;
}

const CHIN = 8;
const LAST_JAW = 16;
/** Added to depths, which are compared in centimetres as in renders, so that all are in front of the camera. */
const AWAY = 100;

/**
 * Landmarks as an annotator would mark them on the rotated head. Each annotated point is rotated with the depth of the
 * fitted head. Jaw points behind the cheek are moved to the visible outline and flagged as hidden, as in renders.
 *
 * @param source the 68 landmarks before the rotation, pixels of the same image.
 * @param turn maps a position (pixels and depth) to the one after the rotation.
 * @param vertices of the fitted head, in its axes.
 */
export function turnedLandmarks(
  source: readonly Point[],
  fitted: FittedHead,
  turn: (place: Vector3) => Vector3,
  head: Pick<FittableHead, "triangles" | "landmarkVertices">,
  vertices: Float32Array,
  size: { readonly width: number; readonly height: number },
): TurnedLandmark[] {
  const { width, height } = size;
  const { scale } = fitted;
  const placed = new Float32Array(vertices.length);
  for (let vertex = 0; 3 * vertex < vertices.length; vertex++) {
    placed.set(turn(placeOf(fitted, vectorOf(vertices, vertex))), 3 * vertex);
  }
  const { depth } = rasterise(placed, head.triangles, width, height);
  const centimetres = (pixels: number) => AWAY + pixels / scale / 10;
  const depths = depth.map((z) => (z === Number.POSITIVE_INFINITY ? 0 : centimetres(z)));
  const nothing = new Float32Array(depths.length);
  const skin = head.landmarkVertices.map((vertex) => vectorOf(placed, vertex));
  const pixelOf = ([x, y]: Vector3) => [x, y] as const;
  const ends = [skin[0], skin[LAST_JAW]].map(pixelOf);
  return source.map((point, k): TurnedLandmark => {
    const [, , z] = placeOf(fitted, fitted.landmarks[k]);
    const [x, y] = turn([point.x, point.y, z]);
    const [skinX, skinY, skinZ] = skin[k];
    const seen = visibilityAt(
      { head: depths, cover: nothing },
      ...([skinX, skinY, centimetres(skinZ), width, height] as const),
    );
    const inside = x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
    const hidden = seen !== "visible" || !inside;
    if (k > LAST_JAW || k === CHIN || seen !== "self-occluded") return { x, y, hidden };
    const [right, left] = ends as [readonly [number, number], readonly [number, number]];
    const outward = k < CHIN ? ([right, left] as const) : ([left, right] as const);
    const [edgeX, edgeY] = outlineFrom(depths, [skinX, skinY], outward, width, height);
    return { x: x + edgeX - skinX, y: y + edgeY - skinY, hidden };
  });
}

/** Position of a point of a fitted head in its photograph: pixels, and pixels of depth. */
export function placeOf(fitted: FittedHead, point: Vector3): Vector3 {
  const { x, y } = project(fitted, point);
  return [x, y, fitted.scale * rotateVector(fitted.rotation, point)[2]];
}
