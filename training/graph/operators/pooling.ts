// Changing the resolution of feature maps: max pooling, average pooling, enlargement by nearest neighbours.

import {
  constant,
  differentiable,
  elementCount,
  imageShape,
  node,
  nodeWithOutputs,
  type Shape,
  scalar,
  type Value,
} from "../graph.ts";
import { reshape } from "./layout.ts";

export interface PoolingOptions {
  readonly size: number;
  /** By default the size: windows do not overlap. */
  readonly stride?: number;
  readonly padding?: number;
}

/** The largest of each window. The gradient goes to the one element that was largest (the first of equals). */
export function maxPool(image: Value, options: PoolingOptions): Value {
  const { attributes, shape } = poolGeometry(image, options);
  const [output, indices] = nodeWithOutputs(
    "MaxPool",
    [image],
    [
      { shape, type: "float32" },
      { shape, type: "int64" },
    ],
    attributes,
  ) as [Value, Value];
  return differentiable([image], output, (g) => {
    // ONNX counts indices over the whole flattened tensor, so one flat scatter returns all gradients.
    // It adds them up, because overlapping windows may name the same element.
    const count = elementCount(image.shape);
    const target = constant(image.graph, [1], [count], "int64");
    const zeros = node("Expand", [constant(image.graph, [1], [0]), target], [count]);
    const flat = (value: Value) => {
      const length = elementCount(shape);
      const to = constant(image.graph, [1], [length], "int64");
      return node("Reshape", [value, to], [length], {}, value.type);
    };
    const scattered = node("ScatterElements", [zeros, flat(indices), flat(g)], [count], {
      axis: 0,
      reduction: "add",
    });
    return [reshape(scattered, image.shape)];
  });
}

/**
 * The mean of each window.
 *
 * @throws {RangeError} for windows that overlap or leave pixels over, whose gradient is not implemented.
 */
export function averagePool(image: Value, size: number): Value {
  const [, , height, width] = imageShape(image);
  if (height % size !== 0 || width % size !== 0) {
    throw new RangeError(`${height}×${width} does not divide into windows of ${size}.`);
  }
  const { attributes, shape } = poolGeometry(image, { size });
  const output = node("AveragePool", [image], shape, attributes);
  return differentiable([image], output, (g) => {
    const share = node("Mul", [g, scalar(image.graph, 1 / (size * size))], shape);
    return [repeatPixels(share, size, image.shape)];
  });
}

/**
 * Repeats every pixel `factor` times in both directions.
 *
 * @throws {RangeError} when the factor is not a whole number.
 */
export function resizeNearest(image: Value, factor: number): Value {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(`Feature maps can be enlarged by whole factors only, got ${factor}.`);
  }
  const [batch, channels, height, width] = imageShape(image);
  const shape = [batch, channels, height * factor, width * factor];
  return differentiable([image], repeatPixels(image, factor, shape), (g) => {
    // The sum over each block, as a mean times its size: ONNX Runtime has a fast average pooling.
    const means = node("AveragePool", [g], image.shape, {
      kernel_shape: [factor, factor],
      strides: [factor, factor],
    });
    return [node("Mul", [means, scalar(image.graph, factor * factor)], image.shape)];
  });
}

function repeatPixels(image: Value, factor: number, shape: Shape): Value {
  const scales = constant(image.graph, [4], [1, 1, factor, factor]);
  return node("Resize", [image, emptyRegion(image), scales], shape, {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
}

/** ONNX's Resize takes a region of interest before the scales; an empty one means the whole image. */
function emptyRegion(value: Value): Value {
  return constant(value.graph, [0], []);
}

function poolGeometry(image: Value, { size, stride = size, padding = 0 }: PoolingOptions) {
  const [batch, channels, height, width] = imageShape(image);
  const pooled = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1;
  return {
    shape: [batch, channels, pooled(height), pooled(width)],
    attributes: {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    },
  };
}
