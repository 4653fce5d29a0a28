// Caches: the last value by key, and loaded files.

/** Caches one value and returns it while the key stays the same; `release` is called for a replaced one. */
export function cacheLast<Value>(release: (value: Value) => void) {
  let kept: { readonly key: string; readonly value: Value } | undefined;
  return (key: string, make: () => Value): Value => {
    if (kept?.key === key) return kept.value;
    if (kept !== undefined) release(kept.value);
    kept = { key, value: make() };
    return kept.value;
  };
}

/** Loads each file once, at its first use. */
export function cacheAll<Value>(load: (name: string) => Promise<Value>) {
  const known = new Map<string, Promise<Value>>();
  return (name: string): Promise<Value> => {
    const value = known.get(name) ?? load(name);
    known.set(name, value);
    return value;
  };
}
