// Validation of the eye-state network during training, on held-out subjects and photographs.

import type { Validation } from "../fit/fit.ts";
import type { EyeTrainingConfig } from "./config.ts";
import { gatherEyes } from "./gather.ts";
import { exportEyeNetwork, predictPatches } from "./model.ts";
import type { EyeSample } from "./source.ts";

/** Returns a function that validates weights: loss on held-out crops, or on photographs without crops (the score), and accuracies, without augmentation. */
export async function createEyeValidator(
  config: EyeTrainingConfig,
  root: string,
  threads?: number,
): Promise<(weights: ReadonlyMap<string, Float32Array>) => Promise<Validation>> {
  const { subjects, photographs, hidden } = await gatherEyes(config, root, "held-out");
  const crops = [...subjects.values()].flat();
  const { crops: source } = config.data;
  if (source !== undefined && crops.length === 0) {
    throw new Error(
      `None of the held-out subjects ${source.heldOut.join(", ")} is in ${source.path}.`,
    );
  }
  const samples: readonly EyeSample[] = [...crops, ...photographs, ...hidden];
  // Without crops, the held-out photographs decide.
  const decisive = crops.length > 0 ? crops : photographs;
  return async (weights) => {
    const logits = await predictPatches(
      exportEyeNetwork(config.network, weights),
      samples.map(({ patch }) => patch),
      threads,
    );
    const accuracy = (from: number, to: number, output: "open" | "seen"): number => {
      let correct = 0;
      let labelled = 0;
      for (let i = from; i < to; i++) {
        const truth = samples[i]?.[output] ?? null;
        if (truth === null) continue;
        labelled++;
        if ((logits[i]?.[output] ?? 0) > 0 === truth) correct++;
      }
      return labelled === 0 ? Number.NaN : (100 * correct) / labelled;
    };
    let loss = 0;
    decisive.forEach(({ open }, i) => {
      const logit = logits[i]?.open ?? 0;
      const signed = open === true ? -logit : logit;
      loss += Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed)));
    });
    const shown = crops.length + photographs.length;
    return {
      score: loss / decisive.length,
      figures: {
        ...(crops.length > 0 ? { accuracyPercent: accuracy(0, crops.length, "open") } : {}),
        photographsAccuracyPercent: accuracy(crops.length, shown, "open"),
        seenAccuracyPercent: accuracy(0, shown, "seen"),
        hiddenAccuracyPercent: accuracy(shown, samples.length, "seen"),
      },
    };
  };
}
