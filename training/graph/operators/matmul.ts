// Matrix products.

import { differentiable, node, sizeOf, type Value } from "../graph.ts";
import { transpose } from "./layout.ts";

/**
 * Matrix product of [..., m, k] and [..., k, n] with equal leading axes.
 *
 * @throws {RangeError} when the shapes do not fit.
 */
export function matmul(p: Value, q: Value): Value {
  const rank = p.shape.length;
  const leading = p.shape.slice(0, -2);
  if (
    rank < 2 ||
    rank !== q.shape.length ||
    leading.join() !== q.shape.slice(0, -2).join() ||
    sizeOf(p, rank - 1) !== sizeOf(q, rank - 2)
  ) {
    throw new RangeError(`Cannot multiply [${p.shape.join(", ")}] by [${q.shape.join(", ")}].`);
  }
  const product = node("MatMul", [p, q], [...leading, sizeOf(p, rank - 2), sizeOf(q, rank - 1)]);
  return differentiable([p, q], product, (g) => [
    matmul(g, swapLastAxes(q)),
    matmul(swapLastAxes(p), g),
  ]);
}

/** Transposes the last two axes. */
export function swapLastAxes(value: Value): Value {
  const last = value.shape.length - 1;
  const permutation = value.shape.map((_, axis) =>
    axis === last ? last - 1 : axis === last - 1 ? last : axis,
  );
  return transpose(value, permutation);
}
