// Moving elements without changing them: reshape, transpose, concat, slice, pad, space to depth and back.

import {
  constant,
  differentiable,
  elementCount,
  imageShape,
  node,
  type Shape,
  sizeOf,
  type Value,
} from "../graph.ts";

/** Changes the shape. @throws {RangeError} when the number of elements differs. */
export function reshape(value: Value, shape: Shape): Value {
  if (elementCount(value.shape) !== elementCount(shape)) {
    throw new RangeError(`Cannot reshape [${value.shape.join(", ")}] to [${shape.join(", ")}].`);
  }
  if (value.shape.join() === shape.join()) return value;
  const target = constant(value.graph, [shape.length], shape, "int64");
  const output = node("Reshape", [value, target], shape);
  return differentiable([value], output, (g) => [reshape(g, value.shape)]);
}

/** Reorders axes: output axis i is input axis `permutation[i]`. */
export function transpose(value: Value, permutation: readonly number[]): Value {
  const shape = permutation.map((axis) => sizeOf(value, axis));
  const output = node("Transpose", [value], shape, { perm: permutation }, value.type);
  return differentiable([value], output, (g) => {
    return [
      transpose(
        g,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  });
}

/** Joins values along one axis. */
export function concat(values: readonly Value[], axis: number): Value {
  const first = values[0];
  if (first === undefined) throw new RangeError("Nothing to concatenate.");
  const total = values.reduce((sum, value) => sum + sizeOf(value, axis), 0);
  const shape = first.shape.map((size, index) => (index === axis ? total : size));
  const output = node("Concat", values, shape, { axis });
  return differentiable(values, output, (g) => {
    let from = 0;
    return values.map((value) => {
      const start = from;
      from += sizeOf(value, axis);
      return slice(g, axis, start, from);
    });
  });
}

/** Every `step`-th element from `from` up to, not including, `to` along one axis. */
export function slice(value: Value, axis: number, from: number, to: number, step = 1): Value {
  const { graph } = value;
  const size = sizeOf(value, axis);
  if (from < 0 || to > size || from >= to || step < 1) {
    throw new RangeError(`Cannot slice ${from}…${to} (step ${step}) of an axis of size ${size}.`);
  }
  const kept = Math.ceil((to - from) / step);
  const shape = value.shape.map((each, index) => (index === axis ? kept : each));
  const index = (number: number) => constant(graph, [1], [number], "int64");
  const output = node(
    "Slice",
    [value, index(from), index(to), index(axis), index(step)],
    shape,
    {},
    value.type,
  );
  return differentiable([value], output, (g) => [
    pad(spread(g, axis, step), axis, from, size - from - ((kept - 1) * step + 1)),
  ]);
}

/** Puts `step` − 1 zeros between neighbours along one axis: the gradient of a strided slice. */
function spread(value: Value, axis: number, step: number): Value {
  if (step === 1) return value;
  const size = sizeOf(value, axis);
  const apart = [...value.shape.slice(0, axis + 1), 1, ...value.shape.slice(axis + 1)];
  const padded = pad(reshape(value, apart), axis + 1, 0, step - 1);
  const joined = value.shape.map((each, index) => (index === axis ? each * step : each));
  return slice(reshape(padded, joined), axis, 0, (size - 1) * step + 1);
}

/** Adds zeros before and after along one axis. */
export function pad(value: Value, axis: number, before: number, after: number): Value {
  if (before === 0 && after === 0) return value;
  const rank = value.shape.length;
  const size = sizeOf(value, axis);
  const amounts = Array.from({ length: 2 * rank }, (_, index) =>
    index === axis ? before : index === axis + rank ? after : 0,
  );
  const shape = value.shape.map((each, index) => (index === axis ? each + before + after : each));
  const output = node("Pad", [value, constant(value.graph, [2 * rank], amounts, "int64")], shape);
  return differentiable([value], output, (g) => [slice(g, axis, before, before + size)]);
}

/** Moves blocks of `block`×`block` pixels into channels: [n, c, h, w] → [n, c·block², h/block, w/block]. */
export function spaceToDepth(value: Value, block: number): Value {
  const [batch, channels, height, width] = imageShape(value);
  if (height % block !== 0 || width % block !== 0) {
    throw new RangeError(`${height}×${width} does not divide into blocks of ${block}.`);
  }
  const shape = [batch, channels * block * block, height / block, width / block];
  const output = node("SpaceToDepth", [value], shape, { blocksize: block });
  return differentiable([value], output, (g) => [depthToSpace(g, block)]);
}

/** The inverse of `spaceToDepth`. */
export function depthToSpace(value: Value, block: number): Value {
  const [batch, channels, height, width] = imageShape(value);
  if (channels % (block * block) !== 0) {
    throw new RangeError(`${channels} channels do not divide into blocks of ${block}×${block}.`);
  }
  const shape = [batch, channels / (block * block), height * block, width * block];
  const output = node("DepthToSpace", [value], shape, { blocksize: block });
  return differentiable([value], output, (g) => [spaceToDepth(g, block)]);
}

/** Transposes the last two axes. */
export function swapLastAxes(value: Value): Value {
  const last = value.shape.length - 1;
  const permutation = value.shape.map((_, axis) =>
    axis === last ? last - 1 : axis === last - 1 ? last : axis,
  );
  return transpose(value, permutation);
}
