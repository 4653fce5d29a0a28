// Reads a tensor inside a network at sampled positions of many images.

import { randomFrom } from "../../../src/math/random.ts";
import { encodeModel, type Graph, openSession, type Value } from "../../graph/index.ts";

/** The part of a tensor that a convolution sees at one output position. */
interface SampledWindow {
  /** Side of the kernel: 1 or 3. */
  readonly size: number;
  readonly stride: number;
}

/** Reads activations of one network on fixed images. */
export interface Sampler {
  /**
   * The tensor at sampled positions, row-major [positions, channels × size²]. Networks whose tensors have the same height
   * and width are sampled at the same positions.
   */
  rows(tensor: Value, window: SampledWindow): Promise<Float32Array>;
}

/** Rows that are read of each tensor, at most. More do not change a fit of some hundred numbers. */
const MOST_ROWS = 24_000;

/**
 * @param weights read at every call: layers that follow the tensor may still be missing.
 * @param images uint8 RGB [count, size, size, 3].
 */
export function openSampler(
  graph: Graph,
  weights: ReadonlyMap<string, Float32Array>,
  images: Uint8Array,
): Sampler {
  const [image] = graph.inputs;
  const length = image.shape[1] * image.shape[2] * 3;
  const count = images.length / length;
  return {
    async rows(tensor, window) {
      const session = await openSession(encodeModel(graph, { outputs: { tensor }, weights }), {
        threads: 1,
      });
      try {
        const [, channels, height, width] = tensor.shape;
        const outHeight = height / window.stride;
        const outWidth = width / window.stride;
        const share = Math.min(outHeight * outWidth, Math.ceil(MOST_ROWS / count));
        const columns = channels * window.size ** 2;
        const rows = new Float32Array(count * share * columns);
        for (let k = 0; k < count; k++) {
          const data = images.subarray(k * length, (k + 1) * length);
          const { tensor: values } = await session.run({ image: { shape: image.shape, data } });
          positions(outHeight * outWidth, share, k).forEach((place, n) => {
            const at = (k * share + n) * columns;
            const centre = {
              x: (place % outWidth) * window.stride,
              y: Math.floor(place / outWidth) * window.stride,
            };
            readWindow(values, { channels, height, width }, centre, window.size, rows, at);
          });
        }
        return rows;
      } finally {
        await session.dispose();
      }
    },
  };
}

/** Different positions of image `k`, the same for every tensor of that size. */
function positions(all: number, share: number, k: number): number[] {
  const random = randomFrom(k + 1);
  const order = Array.from({ length: all }, (_, at) => at);
  for (let at = 0; at < share; at++) {
    const other = at + random.below(all - at);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order.slice(0, share);
}

/** Copies the values under a kernel, in the order of its numbers; zeros beyond the border. */
function readWindow(
  values: Float32Array,
  { channels, height, width }: { channels: number; height: number; width: number },
  centre: { readonly x: number; readonly y: number },
  size: number,
  rows: Float32Array,
  start: number,
): void {
  const reach = (size - 1) / 2;
  let at = start;
  for (let c = 0; c < channels; c++) {
    for (let y = centre.y - reach; y <= centre.y + reach; y++) {
      for (let x = centre.x - reach; x <= centre.x + reach; x++) {
        const inside = x >= 0 && y >= 0 && x < width && y < height;
        rows[at++] = inside ? values[(c * height + y) * width + x] : 0;
      }
    }
  }
}
