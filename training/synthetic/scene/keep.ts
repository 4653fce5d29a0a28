// Keeping what was made: the last value for a key, or every file that was loaded.

/** Keeps the last value made for a key, and gives it back while the key stays. */
export function keepLast<Value>(release: (value: Value) => void) {
  let kept: { readonly key: string; readonly value: Value } | undefined;
  return (key: string, make: () => Value): Value => {
    if (kept?.key === key) return kept.value;
    if (kept !== undefined) release(kept.value);
    kept = { key, value: make() };
    return kept.value;
  };
}

/** Loads a file once, whenever it is first asked for. */
export function keepAll<Value>(load: (name: string) => Promise<Value>) {
  const known = new Map<string, Promise<Value>>();
  return (name: string): Promise<Value> => {
    const value = known.get(name) ?? load(name);
    known.set(name, value);
    return value;
  };
}
