// Fills holes of an image from their surroundings, coarse to fine.

/**
 * Fills unknown pixels by push–pull (Gortler et al., The Lumigraph, SIGGRAPH 1996): each level of a pyramid is the mean of
 * the known pixels below it, and holes are interpolated from the level above.
 *
 * @param values `channels` interleaved numbers per pixel; holes are overwritten.
 * @param known weight of each pixel, 0 (hole) to 1 (known).
 */
export function fillIn(
  values: Float32Array,
  known: Float32Array,
  width: number,
  height: number,
  channels: number,
): void {
  if (width <= 1 && height <= 1) return;
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const coarse = new Float32Array(halfWidth * halfHeight * channels);
  const coarseKnown = new Float32Array(halfWidth * halfHeight);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const above = (y >> 1) * halfWidth + (x >> 1);
      const weight = known[pixel];
      coarseKnown[above] = coarseKnown[above] + weight;
      for (let c = 0; c < channels; c++) {
        const at = above * channels + c;
        coarse[at] = coarse[at] + weight * values[pixel * channels + c];
      }
    }
  }
  for (let pixel = 0; pixel < coarseKnown.length; pixel++) {
    const weight = coarseKnown[pixel];
    for (let c = 0; c < channels; c++) {
      const at = pixel * channels + c;
      coarse[at] = weight > 0 ? coarse[at] / weight : 0;
    }
    coarseKnown[pixel] = Math.min(1, weight);
  }
  fillIn(coarse, coarseKnown, halfWidth, halfHeight, channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const weight = known[pixel];
      if (weight >= 1) continue;
      // Pixel centres of the coarser level are at half positions of this one.
      const u = Math.min(halfWidth - 1, Math.max(0, (x - 0.5) / 2));
      const v = Math.min(halfHeight - 1, Math.max(0, (y - 0.5) / 2));
      const [left, top] = [Math.floor(u), Math.floor(v)];
      const [right, bottom] = [
        Math.min(halfWidth - 1, left + 1),
        Math.min(halfHeight - 1, top + 1),
      ];
      const [fx, fy] = [u - left, v - top];
      for (let c = 0; c < channels; c++) {
        const read = (row: number, column: number) =>
          coarse[(row * halfWidth + column) * channels + c];
        const upper = (1 - fx) * read(top, left) + fx * read(top, right);
        const lower = (1 - fx) * read(bottom, left) + fx * read(bottom, right);
        const at = pixel * channels + c;
        const filled = (1 - fy) * upper + fy * lower;
        values[at] = weight * values[at] + (1 - weight) * filled;
      }
    }
  }
}
