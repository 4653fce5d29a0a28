// Painted eyes in calibration, and how model cards name them.

import { mixSeed, randomFrom } from "../../../src/math/random.ts";
import type { ModelCard } from "../../../src/modelCard.ts";
import type { EyePools } from "../gather.ts";
import { paintEye } from "./paintEye.ts";

/**
 * Held-out eyes with as many painted ones as there are of photographs or renders, where a run learned from painted ones:
 * probabilities are then fitted on both.
 *
 * @param share of painted eyes among the run's samples.
 */
export function withPainted(heldOut: EyePools, share: number, seed: number): EyePools {
  if (share === 0) return heldOut;
  const random = randomFrom(mixSeed(seed, 0x7061696e));
  const painted = heldOut.photographs.map(() => paintEye(random));
  return { ...heldOut, photographs: [...heldOut.photographs, ...painted] };
}

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
