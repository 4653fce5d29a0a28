// Lint finds import cycles, but does not count type imports. This test counts them too.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["src", "node", "drives", "training", "web", "bench", "bin"];
const IMPORT = /^(?:import|export)\b[^;"]*?["](\.{1,2}\/[^"]+)["]/gms;

/** The files that each source file imports or re-exports from, types included. */
function importsOf(): Map<string, string[]> {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /(?<!\.test|\.d)\.tsx?$/.test(name))
      .map((name) => join(ROOT, folder, name)),
  );
  return new Map(
    files.map((file) => [
      file,
      Array.from(readFileSync(file, "utf8").matchAll(IMPORT), ([, path]) =>
        join(dirname(file), path),
      ),
    ]),
  );
}

/** A cycle as a list of files, or undefined. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle.map((each) => relative(ROOT, each));
  }
  return undefined;
}

test("no file imports itself through others, types included", () => {
  const imports = importsOf();
  expect(imports.size).toBeGreaterThan(200);
  expect(findCycle(imports)).toBeUndefined();
});

test("a cycle is found", () => {
  const imports = new Map([
    ["/a.ts", ["/b.ts"]],
    ["/b.ts", ["/c.ts"]],
    ["/c.ts", ["/b.ts"]],
  ]);
  expect(findCycle(imports)?.length).toBe(3);
});
