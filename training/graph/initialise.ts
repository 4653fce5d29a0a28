// Starting values for parameters.

import type { Parameter } from "./graph.ts";

/**
 * He's normal initialisation (He et al. 2015) for kernels with `fanIn` inputs per output, times `gain`. A small gain in
 * the last layer of residual branches lets deep networks train without normalisation.
 */
export function heNormal(fanIn: number, gain = 1): Parameter["initialise"] {
  const deviation = gain * Math.sqrt(2 / fanIn);
  return (data, random) => {
    for (let i = 0; i < data.length; i++) data[i] = deviation * normal(random);
  };
}

/** Sets every element to the same number. */
export function filled(number: number): Parameter["initialise"] {
  return (data) => {
    data.fill(number);
  };
}

/** A standard normal number (Box–Muller transform). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
