// The runtime among globals of another realm.

import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

const NAMES = [
  "Float32Array",
  "Float64Array",
  "Int8Array",
  "Int16Array",
  "Int32Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Uint32Array",
] as const;

test("networks run where a test environment such as jsdom puts its own arrays in place of Node's", async () => {
  const own = Object.fromEntries(NAMES.map((name) => [name, globalThis[name]]));
  Object.assign(globalThis, runInNewContext(`({ ${NAMES.join(", ")} })`));
  try {
    const { loadVigil } = await import("./models.ts");
    const { readImageFile } = await import("./images.ts");
    const vigil = await loadVigil();
    const { faces } = await vigil.analyze(await readImageFile("samples/driver-mask.jpg"));
    await vigil.dispose();
    expect(faces).toHaveLength(1);
  } finally {
    Object.assign(globalThis, own);
  }
});
