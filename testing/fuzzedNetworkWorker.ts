// Loads and runs networks that may be damaged, for `fuzzedNetworks`: a crash ends this process alone.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { readImageFile } from "../node/images.ts";
import { readModel } from "../node/models.ts";
import { modelsFolder } from "../node/modelsFolder.ts";
import { packageFolder } from "../node/package.ts";
import { runtime } from "../node/runtime.ts";
import { Vigil } from "../src/index.ts";

export interface NetworkQuestion {
  readonly role: "detector" | "landmarks" | "eyes" | "gaze";
  readonly bytes: Uint8Array;
  readonly card: unknown;
}

export interface NetworkAnswer {
  /** The error's message and name, when there was one. */
  readonly error?: string;
  readonly name?: string;
}

const [detector, landmarks, eyes, gaze, image] = await Promise.all([
  readModel(modelsFolder(), "detector"),
  readModel(modelsFolder(), "landmarks-nano"),
  readModel(modelsFolder(), "eyes"),
  readModel(modelsFolder(), "gaze"),
  readImageFile(join(packageFolder(), "samples/driver-frontal.jpg")),
]);

process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  void answer(message as NetworkQuestion).then((reply) => process.send?.(reply));
});

async function answer({ role, bytes, card }: NetworkQuestion): Promise<NetworkAnswer> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const changed = { bytes, card: { ...Object(card), sha256 }, name: `${role}.onnx` };
  const files = { detector, landmarks, eyes, gaze, [role]: changed };
  try {
    const vigil = await Vigil.load({ ...files, runtime, threads: 1 });
    try {
      await vigil.analyze(image);
    } finally {
      await vigil.dispose();
    }
    return {};
  } catch (error) {
    if (!(error instanceof Error)) return { error: String(error), name: "TypeError" };
    return { error: error.message, name: error.name };
  }
}
