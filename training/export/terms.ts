// The terms of weights, which follow from the licences of what they were trained on.

import type { ModelCard } from "../../src/modelCard.ts";

/** Licences that allow commercial use without conditions on trained weights. */
const OPEN_LICENCES: ReadonlySet<string> = new Set(["MIT", "CC0-1.0", "Apache-2.0"]);

/**
 * What keeps weights from being in the open set: sources that are missing, or whose assets or licences are not stated or not
 * on the list. None for weights that may be sold. Data of the use "evaluation" only measured the weights and are free.
 */
export function licenceProblems({ data }: Pick<ModelCard, "data">): string[] {
  const used = data.filter(({ use }) => use !== "evaluation");
  if (!used.some(({ use }) => use === "training")) return ["no training data are named"];
  return used.flatMap(({ name, assets = [] }) => {
    if (assets.length === 0) return [`${name}: the assets and their licences are not stated`];
    return assets
      .filter(({ licence }) => !OPEN_LICENCES.has(licence))
      .map((asset) => `${name}: ${asset.name} is under ${asset.licence}`);
  });
}

const NOT_CERTIFIED = "Not a certified safety component.";

/** The terms for a card: free, or as `otherwise` describes what the weights were trained on. */
export function weightsTerms(data: ModelCard["data"], otherwise: string): string {
  return licenceProblems({ data }).length === 0
    ? "The weights are the project's own, under its licence (MIT), also for commercial use. They were trained and " +
        `calibrated on generated images alone, from assets under MIT, CC0 and Apache-2.0 licences. ${NOT_CERTIFIED}`
    : `The weights are the project's own, under its licence. They were trained on ${otherwise} ${NOT_CERTIFIED}`;
}
