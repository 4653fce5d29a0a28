// Several trained networks made one.

/** Weights by parameter name, as `readWeights` gives them. */
export type NamedWeights = ReadonlyMap<string, Float32Array>;

/**
 * The mean of several networks' weights, by parameter. Networks that were trained on from the same weights lie in one
 * basin, where the mean often generalises better than each (Wortsman et al., *Model soups*, ICML 2022).
 *
 * @throws {RangeError} when there is none, or when they do not have the same parameters of the same sizes.
 */
export function meanWeights(networks: readonly NamedWeights[]): Map<string, Float32Array> {
  const [first, ...others] = networks;
  if (first === undefined) throw new RangeError("There are no weights to take the mean of.");
  const mean = new Map<string, Float32Array>();
  for (const [name, values] of first) {
    const sum = Float64Array.from(values);
    for (const other of others) {
      const added = other.get(name);
      if (added?.length !== values.length || other.size !== first.size) {
        throw new RangeError(`The networks differ: they do not all have ${name} alike.`);
      }
      for (const [index, value] of added.entries()) sum[index] = (sum[index] ?? 0) + value;
    }
    mean.set(
      name,
      Float32Array.from(sum, (value) => value / networks.length),
    );
  }
  return mean;
}
