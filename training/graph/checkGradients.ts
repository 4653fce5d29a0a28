// Compares gradients that a graph computes with finite differences of its loss.

import { gradients } from "./differentiate.ts";
import { constant, createGraph, elementCount, parameter, type Shape, type Value } from "./graph.ts";
import { encodeModel } from "./onnx.ts";
import { multiply, reduceSum } from "./operators/arithmetic.ts";
import { openSession, type Tensors } from "./session.ts";

/** One element whose two gradients were compared. */
export interface GradientComparison {
  readonly name: string;
  readonly index: number;
  readonly analytic: number;
  readonly numeric: number;
}

export interface GradientCheck {
  /** The tensors to differentiate towards, by name. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Builds the operation under test from those tensors; any output shape. */
  readonly build: (values: Readonly<Record<string, Value>>) => Value;
  /** Starting values by name and index; by default spread irregularly over −1..1, away from ties and from 0. */
  readonly at?: (name: string, index: number) => number;
  /** Half the distance of the central difference. */
  readonly step?: number;
}

/**
 * Differentiates Σ wᵢ · outputᵢ in two ways for every element of every tensor: analytically through the tape, and
 * numerically by central differences. The wᵢ are fixed and irregular, so that errors do not cancel.
 */
export async function checkGradients(check: GradientCheck): Promise<GradientComparison[]> {
  const { shapes, build, at = irregular, step = 1e-2 } = check;
  const graph = createGraph();
  const values: Record<string, Value> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    values[name] = parameter(graph, name, shape, () => {});
  }
  const output = build(values);
  const count = elementCount(output.shape);
  const weights = Array.from({ length: count }, (_, index) => irregular("weights", index));
  const loss = reduceSum(multiply(output, constant(graph, output.shape, weights)));
  const names = Object.keys(shapes);
  const slopes = gradients(loss, Object.values(values));
  const outputs = Object.fromEntries(names.map((name, i) => [`d_${name}`, slopes[i]]));
  const session = await openSession(encodeModel(graph, { outputs: { loss, ...outputs } }), {
    threads: 1,
  });
  try {
    const feeds: Record<string, { shape: Shape; data: Float32Array }> = {};
    for (const [name, shape] of Object.entries(shapes)) {
      const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => at(name, i));
      feeds[name] = { shape, data };
    }
    const analytic = await session.run(feeds);
    const lossAt = async (tensors: Tensors) =>
      (await session.run(tensors))["loss"]?.[0] ?? Number.NaN;
    const comparisons: GradientComparison[] = [];
    for (const [name, { data }] of Object.entries(feeds)) {
      for (let index = 0; index < data.length; index++) {
        const centre = data[index];
        data[index] = centre + step;
        const above = await lossAt(feeds);
        data[index] = centre - step;
        const below = await lossAt(feeds);
        data[index] = centre;
        comparisons.push({
          name,
          index,
          analytic: analytic[`d_${name}`]?.[index] ?? Number.NaN,
          numeric: (above - below) / (2 * step),
        });
      }
    }
    return comparisons;
  } finally {
    await session.dispose();
  }
}

/** Irregular numbers in −1..1: different for small indices, none near 0. */
function irregular(name: string, index: number): number {
  const seed = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const wave = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
  const share = wave - Math.floor(wave);
  return share < 0.5 ? -1 + 1.8 * share : 0.1 + 1.8 * (share - 0.5);
}
