// All parameters of a network as one flat array with a table of contents: what optimisers and checkpoints work on.

import { elementCount, type Graph, type Shape } from "../graph/index.ts";
import { randomFrom } from "../random.ts";

/** Where one parameter lies in the flat array. */
export interface ParameterEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly length: number;
  readonly decays: boolean;
}

export interface ParameterTable {
  readonly entries: readonly ParameterEntry[];
  /** Numbers in all. */
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

/** Fresh starting values for every parameter, the same for the same seed. */
export function initialValues(graph: Graph, table: ParameterTable, seed: number): Float32Array {
  const values = new Float32Array(table.length);
  const random = randomFrom(seed);
  for (const { name, offset, length } of table.entries) {
    graph.parameters
      .get(name)
      ?.initialise(values.subarray(offset, offset + length), () => random.next());
  }
  return values;
}

/** One view for each parameter into the flat array, by name, as `encodeModel` takes them. */
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
