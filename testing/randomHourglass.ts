// Starting weights of a landmark network, for tests.

import { randomFrom } from "../src/math/random.ts";
import { createGraph, elementCount } from "../training/graph/index.ts";
import { buildHourglass, type HourglassConfig } from "../training/networks/hourglass.ts";

/** The same weights at every call, as training would start from. */
export function randomHourglassWeights(config: HourglassConfig): Map<string, Float32Array> {
  const graph = createGraph();
  buildHourglass(graph, config, 1);
  const random = randomFrom(3);
  return new Map(
    [...graph.parameters.values()].map(({ value, initialise }) => {
      const data = new Float32Array(elementCount(value.shape));
      initialise(data, () => random.next());
      return [value.name, data];
    }),
  );
}
