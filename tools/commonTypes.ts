// Writes index.d.cts beside each public index.d.ts: the same types for CommonJS projects. Without them TypeScript refuses
// `import { loadVigil } from "vigil/node"` in a CommonJS file (TS1479), although Node loads it by `require`.
//
//     node dist/tools/commonTypes.js

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DIST = join(import.meta.dirname, "..");
const ENTRIES = ["src", "node", "web/library", "training"];

/** Names that are exported both as a value and as a type, such as classes: both meanings must be exported by name. */
const TYPES = new Set(
  readdirSync(DIST, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .flatMap((file) => [
      ...readFileSync(join(DIST, file), "utf8").matchAll(
        /^export (?:declare )?(?:interface|type|class|abstract class) (\w+)/gm,
      ),
    ])
    .map(([, name]) => name),
);

for (const folder of ENTRIES) {
  const path = join(DIST, folder, "index.d.ts");
  const names = [...valuesOf(path, new Set())].sort();
  const from = `import("./index.js", { with: { "resolution-mode": "import" } })`;
  const lines = names.flatMap((name) => [
    `export declare const ${name}: typeof ${from}.${name};`,
    ...(TYPES.has(name) ? [`export type ${name} = ${from}.${name};`] : []),
  ]);
  const all = `export type * from "./index.js" with { "resolution-mode": "import" };`;
  writeFileSync(path.replace(/\.d\.ts$/, ".d.cts"), [all, ...lines, ""].join("\n"));
}

/** The names of the values that an index exports, by its text: indexes only pass on what other files declare. */
function valuesOf(path: string, names: Set<string>): Set<string> {
  const text = readFileSync(path, "utf8");
  for (const [, all] of text.matchAll(/^export \* from "(.*)\.[jt]s";/gm)) {
    valuesOf(join(path, "..", `${all}.d.ts`), names);
  }
  for (const [, name] of text.matchAll(/^export \* as (\w+) from/gm)) names.add(name);
  for (const [, list] of text.matchAll(/^export \{([^}]*)\} from/gm)) {
    for (const each of list.split(",").map((word) => word.trim())) {
      if (each !== "" && !each.startsWith("type ")) names.add(each);
    }
  }
  return names;
}
