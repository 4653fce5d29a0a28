// Reads face boxes from the detector's maps: local maxima of the centre map, sized by the box map.

import type { Detection } from "../result.ts";

/** The detector's outputs for one picture. */
export interface DetectorMaps {
  /** Probability that a face is centred on this cell, `width * height` values, rows from the top. */
  readonly heatmap: Float32Array;
  /** Four planes of `width * height`: distances from the cell's centre to the box's left, top, right and bottom edge, input pixels. */
  readonly boxes: Float32Array;
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /** Input pixels per cell. */
  readonly stride: number;
}

/**
 * The faces in the detector's maps, in input pixels, unordered.
 *
 * A face is a cell that is the largest of its 3×3 neighbourhood and reaches the threshold (Zhou et al.,
 * "Objects as Points", 2019, section 4.1); its box is read at that cell. Of equal neighbours the first wins.
 *
 * @throws {RangeError} when the maps' lengths disagree with their size.
 */
export function decodeDetections(maps: DetectorMaps, threshold: number): Detection[] {
  const { heatmap, boxes, width, height, stride } = maps;
  const cells = width * height;
  if (heatmap.length !== cells || boxes.length !== 4 * cells) {
    throw new RangeError(
      `Detector maps of ${width}×${height} cells need ${cells} and ${4 * cells} values, got ${heatmap.length} and ${boxes.length}.`,
    );
  }
  const middle = (stride - 1) / 2;
  const found: Detection[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const cell = row * width + column;
      const score = heatmap[cell] as number;
      if (!(score >= threshold) || !isPeak(heatmap, width, height, row, column)) continue;
      const left = boxes[cell] as number;
      const top = boxes[cells + cell] as number;
      const right = boxes[2 * cells + cell] as number;
      const bottom = boxes[3 * cells + cell] as number;
      found.push({
        score,
        box: {
          x: column * stride + middle - left,
          y: row * stride + middle - top,
          width: left + right,
          height: top + bottom,
        },
      });
    }
  }
  return found;
}

function isPeak(
  heatmap: Float32Array,
  width: number,
  height: number,
  row: number,
  column: number,
): boolean {
  const cell = row * width + column;
  const value = heatmap[cell] as number;
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
      const at = y * width + x;
      const other = heatmap[at] as number;
      if (other > value || (other === value && at < cell)) return false;
    }
  }
  return true;
}
