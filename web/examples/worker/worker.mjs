// The example's worker: receives a bitmap and answers with a sentence.

import { frameOf, loadVigil } from "./vigil.mjs";

const loading = loadVigil({ models: "./models/", runtime: "./runtime/" });

self.addEventListener("message", async ({ data: bitmap }) => {
  try {
    const vigil = await loading;
    const { faces } = await vigil.analyze(frameOf(bitmap));
    bitmap.close();
    const hidden = faces[0]?.landmarks.filter((landmark) => landmark.occluded).length;
    self.postMessage(`${faces.length} face, ${hidden} landmarks hidden`);
  } catch (error) {
    self.postMessage(error.message);
  }
});
