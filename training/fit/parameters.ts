// All parameters of a network in one flat array with a table of contents, for the optimiser and for checkpoints.

import { randomFrom } from "../../src/math/random.ts";
import { elementCount, type Graph, type Shape } from "../graph/index.ts";

/** Position of one parameter in the flat array. */
export interface ParameterEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly length: number;
  readonly decays: boolean;
}

export interface ParameterTable {
  readonly entries: readonly ParameterEntry[];
  /** Length of the flat array. */
  readonly length: number;
}

/** Lists a graph's parameters in the order in which they were declared. */
export function tabulateParameters(graph: Graph): ParameterTable {
  let offset = 0;
  const entries = [...graph.parameters.values()].map(({ value, decays }): ParameterEntry => {
    const length = elementCount(value.shape);
    const entry = { name: value.name, shape: value.shape, offset, length, decays };
    offset += length;
    return entry;
  });
  return { entries, length: offset };
}

/**
 * Starting values for every parameter: from a trained model where it has the parameter, otherwise random by the seed.
 *
 * @throws {Error} when a parameter of the trained model has another size, or the model has none of the parameters.
 */
export function initialValues(
  graph: Graph,
  table: ParameterTable,
  seed: number,
  trained: ReadonlyMap<string, Float32Array> = new Map(),
): Float32Array {
  const values = new Float32Array(table.length);
  const random = randomFrom(seed);
  let known = 0;
  for (const { name, offset, length } of table.entries) {
    const place = values.subarray(offset, offset + length);
    graph.parameters.get(name)?.initialise(place, () => random.next());
    const weights = trained.get(name);
    if (weights === undefined) continue;
    if (weights.length !== length) {
      throw new Error(
        `Parameter ${name} has ${weights.length} numbers in the model to start from and ${length} in this network.`,
      );
    }
    place.set(weights);
    known++;
  }
  if (trained.size > 0 && known === 0) {
    throw new Error("The model to start from has none of this network's parameters.");
  }
  return values;
}

/** Views of the flat array by parameter name, as `encodeModel` takes them. */
export function viewsByName(
  table: ParameterTable,
  values: Float32Array,
): Map<string, Float32Array> {
  return new Map(
    table.entries.map(({ name, offset, length }) => [
      name,
      values.subarray(offset, offset + length),
    ]),
  );
}
