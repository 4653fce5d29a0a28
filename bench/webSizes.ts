// Prints the sizes of the built page and of the library for pages without a bundler.
//
//     npm run sizes

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Groups of files that are needed together; the first match counts. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  [
    "the page itself",
    /^(index\.html|assets\/(page|main)-|assets\/.*\.(css|woff2)|assets\/rolldown)/,
  ],
  ["writing video, when one is recorded", /^assets\/(src|mediabunny)/],
  ["ONNX Runtime, WebAssembly", /^(runtime\/ort-wasm-simd-threaded\.(mjs|wasm)|assets\/ort\.wasm)/],
  ["ONNX Runtime, WebGPU, where there is one", /^(runtime\/.*asyncify|assets\/ort\.webgpu)/],
  ["networks", /^models\//],
  ["samples", /^samples\//],
  ["script (vigil.js)", /^vigil\.js$/],
  ["module (vigil.mjs)", /^vigil\.mjs$/],
  ["service worker, icons, manifest", /./],
];

for (const folder of ["dist/page", "dist/embed"]) {
  if (!existsSync(folder)) {
    console.error(`There is no ${folder}: run npm run build:web and npm run build:embed first.`);
    process.exitCode = 1;
    continue;
  }
  const sums = new Map<string, { bytes: number; gzip: number }>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length + 1).replaceAll("\\", "/");
    const group = GROUPS.find(([, pattern]) => pattern.test(path))?.[0] ?? "";
    const content = await readFile(file);
    const sum = sums.get(group) ?? { bytes: 0, gzip: 0 };
    sums.set(group, {
      bytes: sum.bytes + content.length,
      gzip: sum.gzip + gzipSync(content).length,
    });
  }
  console.log(`\n${folder}`);
  for (const [group, { bytes, gzip }] of sums) {
    console.log(`${kilobytes(bytes)}  ${kilobytes(gzip)} gzip  ${group}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`.padStart(10);
}
