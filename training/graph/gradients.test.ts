// The gradient of every operation is compared with finite differences.

import { expect, test } from "vitest";
import { checkGradients, type GradientCheck } from "./checkGradients.ts";
import * as op from "./index.ts";

type Build = (...values: readonly op.Value[]) => op.Value;
type Options = Pick<GradientCheck, "at" | "step">;

/** Positive numbers, for logarithms, roots and denominators. */
const positive: Options = { at: (_, index) => 0.4 + ((index * 0.37) % 1.3) };

/** Numbers at least 0.05 apart: the step of the central difference never changes which one of a window is largest. */
const spaced: Options = { at: (_, index) => ((index * 37) % 128) * 0.05 - 3 };

function check(
  name: string,
  shapes: readonly op.Shape[],
  build: Build,
  options: Options = {},
): void {
  test(`gradient of ${name}`, async () => {
    const comparisons = await checkGradients({
      shapes: Object.fromEntries(shapes.map((shape, index) => [`p${index}`, shape])),
      build: (values) => build(...Object.values(values)),
      ...options,
    });
    const elements = shapes.reduce((sum, shape) => sum + op.elementCount(shape), 0);
    expect(comparisons).toHaveLength(elements);
    for (const { analytic, numeric, ...where } of comparisons) {
      const difference = Math.abs(analytic - numeric);
      expect(
        difference / (0.2 + Math.abs(numeric)),
        JSON.stringify({ ...where, analytic, numeric }),
      ).toBeLessThan(5e-3);
    }
  });
}

/** Operations of one, two and three values. */
const one = (f: (x: op.Value) => op.Value): Build => {
  return (x) => f(x);
};
const two = (f: (x: op.Value, y: op.Value) => op.Value): Build => {
  return (x, y) => f(x, y);
};
const three = (f: (x: op.Value, y: op.Value, z: op.Value) => op.Value): Build => {
  return (x, y, z) => f(x, y, z);
};

const image = [2, 4, 4, 4];

check(
  "add",
  [
    [2, 3],
    [2, 3],
  ],
  two(op.add),
);
check(
  "add, broadcast",
  [
    [2, 3, 2],
    [3, 1],
  ],
  two(op.add),
);
check(
  "subtract, broadcast",
  [
    [1, 3],
    [2, 3],
  ],
  two(op.subtract),
);
check("multiply, broadcast", [[2, 3, 2], [2]], two(op.multiply));
check(
  "divide, broadcast",
  [
    [2, 3],
    [1, 3],
  ],
  two(op.divide),
  positive,
);
check("square", [[7]], one(op.square));
check(
  "scale and shift",
  [[5]],
  one((x) => op.shift(op.scale(x, -2.5), 3)),
);
check(
  "a value used twice",
  [[4]],
  one((x) => op.add(op.multiply(x, x), op.sigmoid(x))),
);

check("relu", [[3, 5]], one(op.relu));
check(
  "clamp",
  [[3, 5]],
  one((x) => op.clamp(x, -0.4, 0.6)),
);
check("sigmoid", [[3, 5]], one(op.sigmoid));
check("softplus", [[3, 5]], one(op.softplus));
check("exponential", [[5]], one(op.exponential));
check("absolute", [[9]], one(op.absolute));
check("squareRoot", [[5]], one(op.squareRoot), positive);

check(
  "reduceSum over axes",
  [[2, 3, 4]],
  one((x) => op.square(op.reduceSum(x, [0, 2]))),
);
check(
  "reduceMean over all",
  [[2, 3]],
  one((x) => op.square(op.reduceMean(x))),
);
check(
  "reshape",
  [[2, 6]],
  one((x) => op.square(op.reshape(x, [3, 4]))),
);
check(
  "transpose",
  [[2, 3, 4]],
  one((x) => op.square(op.transpose(x, [2, 0, 1]))),
);
check(
  "concat",
  [
    [2, 1, 3],
    [2, 2, 3],
  ],
  two((x, y) => op.square(op.concat([x, y], 1))),
);
check(
  "slice",
  [[2, 7]],
  one((x) => op.square(op.slice(x, 1, 2, 6))),
);
check(
  "slice with a step",
  [[2, 8]],
  one((x) => op.square(op.slice(x, 1, 1, 8, 3))),
);
check(
  "pad",
  [[2, 3]],
  one((x) => op.square(op.pad(x, 1, 2, 1))),
);
check(
  "spaceToDepth",
  [image],
  one((x) => op.square(op.spaceToDepth(x, 2))),
);
check(
  "depthToSpace",
  [image],
  one((x) => op.square(op.depthToSpace(x, 2))),
);
check(
  "matmul",
  [
    [2, 3, 4],
    [2, 4, 2],
  ],
  two(op.matmul),
);

check(
  "convolution 3×3 with bias",
  [[2, 3, 5, 4], [4, 3, 3, 3], [4]],
  three((x, w, b) => op.convolution(x, w, { bias: b })),
);
check(
  "convolution 1×1",
  [
    [2, 3, 4, 4],
    [5, 3, 1, 1],
  ],
  two(op.convolution),
);
check(
  "convolution, stride 2",
  [
    [1, 2, 6, 6],
    [3, 2, 3, 3],
  ],
  two((x, w) => op.convolution(x, w, { stride: 2 })),
);
check(
  "convolution 7×7, stride 2, odd size",
  [
    [1, 2, 9, 9],
    [2, 2, 7, 7],
  ],
  two((x, w) => op.convolution(x, w, { stride: 2 })),
);
check(
  "convolution without padding",
  [
    [1, 2, 5, 5],
    [2, 2, 3, 3],
  ],
  two((x, w) => op.convolution(x, w, { padding: 0 })),
);
check(
  "convolution 1×1, stride 2",
  [
    [1, 2, 4, 4],
    [3, 2, 1, 1],
  ],
  two((x, w) => op.convolution(x, w, { stride: 2 })),
);
check(
  "convolution in groups",
  [
    [2, 4, 4, 4],
    [6, 2, 3, 3],
  ],
  two((x, w) => op.convolution(x, w, { groups: 2 })),
);
check(
  "depthwise convolution",
  [
    [2, 3, 4, 4],
    [3, 1, 3, 3],
  ],
  two((x, w) => op.convolution(x, w, { groups: 3 })),
);

check(
  "maxPool",
  [image],
  one((x) => op.maxPool(x, { size: 2 })),
  spaced,
);
check(
  "maxPool, overlapping, padded",
  [[1, 2, 5, 5]],
  one((x) => op.maxPool(x, { size: 3, stride: 2, padding: 1 })),
  spaced,
);
check(
  "averagePool",
  [image],
  one((x) => op.averagePool(x, 2)),
);
check(
  "resizeNearest",
  [[2, 2, 3, 2]],
  one((x) => op.square(op.resizeNearest(x, 2))),
);

check(
  "groupNormalise",
  [[2, 4, 2, 2], [4], [4]],
  three((x, s, b) => op.groupNormalise(x, 2, s, b)),
);

check(
  "meanSquaredError",
  [
    [2, 5],
    [2, 5],
  ],
  two(op.meanSquaredError),
);
check(
  "weightedSquaredError",
  [[2, 5]],
  one((x) => {
    const of = (numbers: readonly number[]) => op.constant(x.graph, [2, 5], numbers);
    const target = of([0, 1, 0, -1, 0, 0.5, 0, 0, 1, 0]);
    return op.weightedSquaredError(x, target, of([1, 21, 1, 21, 1, 11, 1, 1, 21, 1]), 0.3);
  }),
);
check(
  "weightedAbsoluteError",
  [[2, 3]],
  one((x) => {
    const of = (numbers: readonly number[]) => op.constant(x.graph, [2, 3], numbers);
    return op.weightedAbsoluteError(x, of([2, -2, 3, -3, 2, 2]), of([1, 2, 0, 4, 1, 3]));
  }),
);
check(
  "binaryCrossEntropy",
  [[6]],
  one((x) => {
    return op.binaryCrossEntropy(x, op.constant(x.graph, [6], [0, 1, 1, 0, 0.5, 1]));
  }),
);
