// For tests: a fake face detector that returns given boxes and counts its runs.

import type { Box } from "../src/image/geometry.ts";
import type { Network } from "../src/network/network.ts";

/** Pixels between two cells of the detector's maps. */
const STRIDE = 8;

/**
 * A detector network that finds the given boxes with the given scores. Frames must not exceed its input size.
 *
 * @param boxes called at each run, so that a test can move the boxes between frames.
 */
export function fakeDetector(boxes: () => readonly (Box & { readonly score: number })[]): {
  readonly network: Network;
  readonly runs: () => number;
} {
  let runs = 0;
  const network: Network = {
    async run({ image }) {
      runs++;
      const [, height = 0, width = 0] = image?.dims ?? [];
      const [rows, columns] = [height / STRIDE, width / STRIDE];
      const heatmap = new Float32Array(rows * columns);
      const maps = new Float32Array(4 * rows * columns);
      for (const box of boxes()) {
        const column = Math.floor((box.x + box.width / 2) / STRIDE);
        const row = Math.floor((box.y + box.height / 2) / STRIDE);
        if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
        const at = row * columns + column;
        heatmap[at] = box.score;
        const [x, y] = [column * STRIDE + 3.5, row * STRIDE + 3.5];
        const edges = [x - box.x, y - box.y, box.x + box.width - x, box.y + box.height - y];
        for (const [plane, distance] of edges.entries()) {
          maps[plane * rows * columns + at] = distance;
        }
      }
      return {
        heatmap: { type: "float32", dims: [1, 1, rows, columns], data: heatmap },
        boxes: { type: "float32", dims: [1, 4, rows, columns], data: maps },
      };
    },
    dispose: async () => {},
  };
  return { network, runs: () => runs };
}
