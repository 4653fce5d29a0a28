// Judging eye-state weights during training, on the subjects and photographs that are held out.

import type { Validation } from "../fit/fit.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { gatherEyes } from "./gather.ts";
import { exportEyeNetwork, lookAtPatches } from "./model.ts";
import type { EyeSample } from "./source.ts";

/** Loss on held-out crops (the score) and shares of right answers, without augmentation. */
export async function createEyeValidator(
  config: EyeTrainingConfig,
  root: string,
  threads?: number,
): Promise<(weights: ReadonlyMap<string, Float32Array>) => Promise<Validation>> {
  const { subjects, photographs, hidden } = await gatherEyes(config, root, "held-out");
  const crops = [...subjects.values()].flat();
  if (crops.length === 0) {
    throw new Error(
      `None of the held-out subjects ${config.data.crops.heldOut.join(", ")} is in ${config.data.crops.path}.`,
    );
  }
  const samples: readonly EyeSample[] = [...crops, ...photographs, ...hidden];
  return async (weights) => {
    const logits = await lookAtPatches(
      exportEyeNetwork(config.network, weights),
      samples.map(({ patch }) => patch),
      threads,
    );
    const rightShare = (from: number, to: number, question: "open" | "seen"): number => {
      let right = 0;
      let asked = 0;
      for (let i = from; i < to; i++) {
        const truth = samples[i]?.[question] ?? null;
        if (truth === null) continue;
        asked++;
        if ((logits[i]?.[question] ?? 0) > 0 === truth) right++;
      }
      return asked === 0 ? Number.NaN : (100 * right) / asked;
    };
    let loss = 0;
    crops.forEach(({ open }, i) => {
      const logit = logits[i]?.open ?? 0;
      const signed = open === true ? -logit : logit;
      loss += Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed)));
    });
    const shown = crops.length + photographs.length;
    return {
      score: loss / crops.length,
      figures: {
        accuracyPercent: rightShare(0, crops.length, "open"),
        photographsAccuracyPercent: rightShare(crops.length, shown, "open"),
        seenAccuracyPercent: rightShare(0, shown, "seen"),
        hiddenAccuracyPercent: rightShare(shown, samples.length, "seen"),
      },
    };
  };
}
