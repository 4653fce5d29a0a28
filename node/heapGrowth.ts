// How much garbage V8 lets lie before it looks through the whole heap. For processes of the commands alone: a library leaves
// this to the program that uses it.

import { setFlagsFromString } from "node:v8";

/**
 * V8 counts pixels in buffers as part of its heap. That of an analysis is small (25 MB), and 8 MB more, the pixels of
 * some frames, would start a collection, which also throws away compiled code that was not used since the last ones. With this
 * growth it starts every 70 MB.
 */
const GROWTH_PERCENT = 300;

/** Lets the heap of this process grow further between collections. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
