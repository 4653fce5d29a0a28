// The worker of the example: a bitmap comes in, a sentence goes out.

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
