// How model cards name painted eyes.

import type { ModelCard } from "../../../src/modelCard.ts";

/**
 * The painted eyes that a run learned from: each is painted anew.
 *
 * @param share of all samples.
 * @param images samples of the run.
 */
export function paintedData(share: number, images: number): ModelCard["data"] {
  const painted = Math.round(share * images);
  if (painted === 0) return [];
  return [
    {
      name: "Eyes painted from random numbers (training/eyes/painted)",
      use: "training",
      images: painted,
      terms: "the project's own drawings",
      assets: [{ name: "Vigil", licence: "MIT" }],
    },
  ];
}
