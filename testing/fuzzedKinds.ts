// Every kind of input that is read, for `fuzz`.

import { join } from "node:path";
import type { FuzzedKind } from "./fuzz.ts";
import { fuzzedFormats } from "./fuzzedFormats.ts";
import { fuzzedMedia } from "./fuzzedMedia.ts";
import { fuzzedTraining } from "./fuzzedTraining.ts";

/** The kinds that are read in this process. @param folder for files; @param root the package's folder. */
export async function fuzzedKinds(folder: string, root: string): Promise<FuzzedKind[]> {
  const kinds = [
    await fuzzedFormats(join(folder, "formats"), root),
    await fuzzedTraining(join(folder, "training"), root),
    await fuzzedMedia(join(folder, "media"), root),
  ];
  return kinds.flat();
}
