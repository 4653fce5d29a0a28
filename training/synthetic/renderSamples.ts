// Renders all or some of the shipped samples: node dist/training/synthetic/renderSamples.js ASSETS [NAME…].

import { mkdir, writeFile } from "node:fs/promises";
import { encodeImage } from "./encodeImage.ts";
import { openRenderer } from "./renderer.ts";
import { SAMPLE_DRIVERS } from "./sampleDrivers.ts";
import { sampleGroundTruth } from "./sampleGroundTruth.ts";

const [assets, ...names] = process.argv.slice(2);
const chromium = process.env["CHROMIUM"];
if (assets === undefined) {
  console.error(
    "Name the folder with ict/, hdri/ and props/: docs/synthetic.md explains where they come from.",
  );
  process.exit(2);
}
const renderer = await openRenderer({ assets, chromium });
try {
  await mkdir("samples", { recursive: true });
  for (const [name, spec] of Object.entries(SAMPLE_DRIVERS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const rendered = await renderer.render(spec);
    const image = `${name}.jpg`;
    await writeFile(`samples/${image}`, await encodeImage(rendered, spec.image.jpegQuality));
    const { landmarks, ...rest } = sampleGroundTruth(image, spec, rendered);
    // One landmark per line keeps the file readable.
    const rows = landmarks.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
    const head = JSON.stringify(rest, null, 2).slice(0, -2);
    await writeFile(`samples/${name}.truth.json`, `${head},\n  "landmarks": [\n${rows}\n  ]\n}\n`);
    console.log(`samples/${image}`);
  }
} finally {
  await renderer.close();
}
