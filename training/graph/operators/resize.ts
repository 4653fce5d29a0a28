// Enlarging feature maps by a whole factor.

import { constant, differentiable, imageShape, node, scalar, type Value } from "../graph.ts";
import { swapLastAxes } from "./matmul.ts";
import { emptyRegion } from "./pooling.ts";

/** Repeats every pixel `factor` times in both directions. */
export function resizeNearest(image: Value, factor: number): Value {
  const { shape, scales } = enlarged(image, factor);
  const output = node("Resize", [image, emptyRegion(image), scales], shape, {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  return differentiable([image], output, (g) => {
    // The sum over each block, as a mean times its size: ONNX Runtime has a fast average pooling.
    const means = node("AveragePool", [g], image.shape, {
      kernel_shape: [factor, factor],
      strides: [factor, factor],
    });
    return [node("Mul", [means, scalar(image.graph, factor * factor)], image.shape)];
  });
}

/** Bilinear enlargement, pixel centres kept in place ("half_pixel"), edges repeated. */
export function resizeBilinear(image: Value, factor: number): Value {
  const { shape, scales } = enlarged(image, factor);
  const [, , height, width] = imageShape(image);
  const output = node("Resize", [image, emptyRegion(image), scales], shape, {
    mode: "linear",
    coordinate_transformation_mode: "half_pixel",
  });
  return differentiable([image], output, (g) => {
    // The enlargement is linear and separable: Y = R · X · Cᵀ, so its gradient is Rᵀ · G · C.
    const rows = broadcastMatrix(image, interpolation(height, factor), height * factor, height);
    const columns = broadcastMatrix(image, interpolation(width, factor), width * factor, width);
    return [
      node(
        "MatMul",
        [
          node("MatMul", [swapLastAxes(rows), g], [...shape.slice(0, 2), height, width * factor]),
          columns,
        ],
        image.shape,
      ),
    ];
  });
}

function enlarged(image: Value, factor: number) {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(`Only whole factors enlarge, got ${factor}.`);
  }
  const [batch, channels, height, width] = imageShape(image);
  return {
    shape: [batch, channels, height * factor, width * factor],
    scales: constant(image.graph, [4], [1, 1, factor, factor]),
  };
}

function broadcastMatrix(image: Value, data: Float32Array, rows: number, columns: number): Value {
  return constant(image.graph, [1, 1, rows, columns], data);
}

/** The [size · factor, size] matrix that interpolates a line of pixels. */
function interpolation(size: number, factor: number): Float32Array {
  const matrix = new Float32Array(size * factor * size);
  for (let row = 0; row < size * factor; row++) {
    const position = (row + 0.5) / factor - 0.5;
    const low = Math.floor(position);
    const share = position - low;
    const clamp = (column: number) => Math.min(size - 1, Math.max(0, column));
    const put = (column: number, weight: number) => {
      const at = row * size + clamp(column);
      matrix[at] = matrix[at] + weight;
    };
    put(low, 1 - share);
    put(low + 1, share);
  }
  return matrix;
}
