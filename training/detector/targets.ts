// The detector's targets for a scene: centres, box sizes, and weights.

import { DETECTOR_STRIDE, REFERENCE_DISTANCE } from "./network.ts";
import { type SceneFace, SMALLEST_FACE } from "./scene.ts";

/** Targets of a batch, one image after the other. Every map has (size / 8)² cells. */
export interface DetectorTargets {
  /** 1 on the cell with a face's centre, 0 elsewhere; one map per image. */
  readonly centers: Float32Array<ArrayBuffer>;
  /** Weight of a false positive on each cell: 0 on centres and ignored faces, small near centres; one map per image. */
  readonly background: Float32Array<ArrayBuffer>;
  /** Logarithms of the distances to the four edges ÷ `REFERENCE_DISTANCE`; four maps per image. */
  readonly logDistances: Float32Array<ArrayBuffer>;
  /** Weight of the box at each cell; the weights of one face add up to 1; one map per image. */
  readonly boxWeights: Float32Array<ArrayBuffer>;
}

/** Deviation of a face's Gaussian, as a share of the box's sides (TTFNet: 0.54 / 6). */
const DEVIATION_SHARE = 0.09;
/** Cells within this share of the half sides from the centre learn the box (TTFNet, Liu et al. 2020). */
const BOX_REGION = 0.54;
/** Exponent that lowers the weight of false positives near a centre (Law & Deng 2018, β). */
const NEARNESS_EXPONENT = 4;
/** Smallest distance to an edge, in input pixels: the logarithm stays finite. */
const LEAST_DISTANCE = 2;

/** Allocates the targets of `batch` images of `size`×`size` pixels. */
export function createTargets(batch: number, size: number): DetectorTargets {
  const cells = (size / DETECTOR_STRIDE) ** 2;
  return {
    centers: new Float32Array(batch * cells),
    background: new Float32Array(batch * cells).fill(1),
    logDistances: new Float32Array(batch * 4 * cells),
    boxWeights: new Float32Array(batch * cells),
  };
}

/**
 * Writes the targets of one image.
 *
 * @param targets from `createTargets`.
 * @param index of the image in the batch.
 * @param size side of the image in pixels.
 */
export function writeTargets(
  targets: DetectorTargets,
  index: number,
  size: number,
  faces: readonly SceneFace[],
): void {
  const side = size / DETECTOR_STRIDE;
  const cells = side * side;
  const { background, centers, boxWeights, logDistances } = {
    background: targets.background.subarray(index * cells, (index + 1) * cells),
    centers: targets.centers.subarray(index * cells, (index + 1) * cells),
    boxWeights: targets.boxWeights.subarray(index * cells, (index + 1) * cells),
    logDistances: targets.logDistances.subarray(index * 4 * cells, (index + 1) * 4 * cells),
  };
  for (const face of faces) if (face.ignored) ignoreFace(background, side, face);
  // Large faces first, so that a small face before a large one keeps its box.
  const found = faces
    .filter(({ ignored }) => !ignored)
    .sort((p, q) => q.box.width * q.box.height - p.box.width * p.box.height);
  for (const { box } of found) {
    const centerX = cellOf(box.x + box.width / 2);
    const centerY = cellOf(box.y + box.height / 2);
    const halfWidth = box.width / DETECTOR_STRIDE / 2;
    const halfHeight = box.height / DETECTOR_STRIDE / 2;
    const peakX = Math.min(side - 1, Math.max(0, Math.round(centerX)));
    const peakY = Math.min(side - 1, Math.max(0, Math.round(centerY)));
    const reachX = Math.ceil(Math.max(halfWidth, 1));
    const reachY = Math.ceil(Math.max(halfHeight, 1));
    const region: { cell: number; share: number }[] = [];
    let total = 0;
    forCells(side, peakX, peakY, reachX, reachY, (x, y, cell) => {
      const u = (x - peakX) / (2 * halfWidth * DEVIATION_SHARE);
      const v = (y - peakY) / (2 * halfHeight * DEVIATION_SHARE);
      const bell = Math.exp(-(u * u + v * v) / 2);
      background[cell] = Math.min(background[cell], (1 - bell) ** NEARNESS_EXPONENT);
      const within =
        Math.abs(x - centerX) <= BOX_REGION * halfWidth &&
        Math.abs(y - centerY) <= BOX_REGION * halfHeight;
      if (within || (x === peakX && y === peakY)) {
        // A minimum, because the predicted peak may be one cell beside the centre: that cell must know the box too.
        const share = bell + 0.1;
        region.push({ cell, share });
        total += share;
        const middle = (DETECTOR_STRIDE - 1) / 2;
        const px = x * DETECTOR_STRIDE + middle;
        const py = y * DETECTOR_STRIDE + middle;
        const distances = [px - box.x, py - box.y, box.x + box.width - px, box.y + box.height - py];
        for (const [edge, distance] of distances.entries()) {
          logDistances[edge * cells + cell] = Math.log(
            Math.max(LEAST_DISTANCE, distance) / REFERENCE_DISTANCE,
          );
        }
      }
    });
    for (const { cell, share } of region) boxWeights[cell] = share / total;
    centers[peakY * side + peakX] = 1;
    background[peakY * side + peakX] = 0;
  }
}

/**
 * Scales all weights of a batch to the same sum, whatever the number of faces (Law & Deng 2018 divide by that number).
 */
export function balanceTargets(targets: DetectorTargets, batch: number): void {
  const { centers, background, boxWeights } = targets;
  const faces = centers.reduce((sum, center) => sum + center, 0);
  const factor = batch / Math.max(1, faces);
  for (const weights of [centers, background, boxWeights]) {
    for (let i = 0; i < weights.length; i++) weights[i] = weights[i] * factor;
  }
}

/** Removes an ignored face and a ring around it from the background. */
function ignoreFace(background: Float32Array, side: number, { box }: SceneFace): void {
  const ring = SMALLEST_FACE / 4;
  const reachX = Math.ceil((box.width / 2 + ring) / DETECTOR_STRIDE);
  const reachY = Math.ceil((box.height / 2 + ring) / DETECTOR_STRIDE);
  const x = Math.round(cellOf(box.x + box.width / 2));
  const y = Math.round(cellOf(box.y + box.height / 2));
  forCells(side, x, y, reachX, reachY, (_x, _y, cell) => {
    background[cell] = 0;
  });
}

/** Calls `visit` for all cells of the map within a distance of one cell. */
function forCells(
  side: number,
  centerX: number,
  centerY: number,
  reachX: number,
  reachY: number,
  visit: (x: number, y: number, cell: number) => void,
): void {
  const right = Math.min(side - 1, centerX + reachX);
  const bottom = Math.min(side - 1, centerY + reachY);
  for (let y = Math.max(0, centerY - reachY); y <= bottom; y++) {
    for (let x = Math.max(0, centerX - reachX); x <= right; x++) visit(x, y, y * side + x);
  }
}

/** The position of an input pixel in cells; cell centres are whole numbers. */
function cellOf(pixel: number): number {
  return (pixel - (DETECTOR_STRIDE - 1) / 2) / DETECTOR_STRIDE;
}
