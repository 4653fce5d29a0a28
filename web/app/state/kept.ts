// Signals whose value is kept in this browser's local storage.

import { effect, type Signal, signal } from "@preact/signals";
import type * as z from "zod";

/**
 * A signal that starts with the stored value of a key and stores every change.
 *
 * @param otherwise the first value when nothing is stored, or something that does not fit the schema.
 */
export function keptSignal<Value>(
  key: string,
  schema: z.ZodType<Value>,
  otherwise: Value,
): Signal<Value> {
  const kept = signal(read(key, schema) ?? otherwise);
  effect(() => {
    const { value } = kept;
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Private windows may refuse to store; the value then lasts until the page is closed.
    }
  });
  return kept;
}

function read<Value>(key: string, schema: z.ZodType<Value>): Value | undefined {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(key) ?? ""));
  } catch {
    return undefined;
  }
}
