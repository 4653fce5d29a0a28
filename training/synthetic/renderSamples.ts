// Renders the shipped samples, or those named: node dist/training/synthetic/renderSamples.js <assets folder> [name…].

import { mkdir, writeFile } from "node:fs/promises";
import { encodePicture } from "./encodeImage.ts";
import { SAMPLE_DRIVERS } from "./sampleDrivers.ts";
import { sampleTruth } from "./sampleTruth.ts";
import { openStudio } from "./renderer.ts";

const [assets, ...names] = process.argv.slice(2);
const chromium = process.env["CHROMIUM"];
if (assets === undefined) {
  console.error(
    "Name the folder with ict/, hdri/ and props/: docs/synthetic.md says where they come from.",
  );
  process.exit(2);
}
const studio = await openStudio({ assets, ...(chromium === undefined ? {} : { chromium }) });
try {
  await mkdir("samples", { recursive: true });
  for (const [name, spec] of Object.entries(SAMPLE_DRIVERS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const rendered = await studio.render(spec);
    const picture = `${name}.jpg`;
    await writeFile(`samples/${picture}`, await encodePicture(rendered, spec.picture.jpegQuality));
    const { landmarks, ...rest } = sampleTruth(picture, spec, rendered);
    // One landmark a line keeps the file readable.
    const rows = landmarks.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
    const head = JSON.stringify(rest, null, 2).slice(0, -2);
    await writeFile(`samples/${name}.truth.json`, `${head},\n  "landmarks": [\n${rows}\n  ]\n}\n`);
    console.log(`samples/${picture}`);
  }
} finally {
  await studio.close();
}
