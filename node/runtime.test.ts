// The runtime among globals of another realm.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
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

test("no file imports createRequire by name, which webpack would replace by undefined", async () => {
  const files = await readdir(import.meta.dirname, { recursive: true });
  const sources = files.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  expect(sources.length).toBeGreaterThan(50);
  for (const name of sources) {
    const text = await readFile(join(import.meta.dirname, name), "utf8");
    expect(text, name).not.toMatch(/import \{[^}]*createRequire[^}]*\} from "node:module"/);
  }
});
