// The open set: every card in models/open names the assets of its data, and all licences allow commercial use.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { modelsFolder } from "../../node/modelsFolder.ts";
import type { ModelCard } from "../../src/modelCard.ts";
import { LANDMARKS_CARD } from "../../testing/cards.ts";
import { licenceProblems, weightsTerms } from "./terms.ts";
import { MODEL_STEMS, readCard } from "./write.ts";

const OPEN = join(modelsFolder(), "open");
const HEAD = { name: "ICT-FaceKit light", licence: "MIT" };
const renders: ModelCard["data"][number] = {
  ...{ name: "renders", use: "training", images: 9, terms: "own" },
  assets: [HEAD],
};

const written = existsSync(OPEN) ? await readdir(OPEN) : [];
describe.each(MODEL_STEMS.filter((stem) => written.includes(`${stem}.json`)))(
  "models/open",
  (stem) => {
    test(`the ${stem} network was made from assets whose licences allow commercial use`, async () => {
      expect(licenceProblems(await readCard(OPEN, stem))).toEqual([]);
    });
  },
);

test("every network in models/open has a card", () => {
  for (const name of written.filter((file) => file.endsWith(".onnx"))) {
    expect(written).toContain(name.replace(".onnx", ".json"));
  }
});

test.each(["open", "open-nano"])(
  "the recipe %s of the open set names no other data",
  async (name) => {
    const recipe = z
      .object({
        sets: z.record(z.string(), z.object({ name: z.string(), assets: z.array(z.any()) })),
      })
      .parse(
        JSON.parse(
          await readFile(join(modelsFolder(), `../training/recipes/${name}.json`), "utf8"),
        ),
      );
    const data = Object.values(recipe.sets).map(({ name, assets }) => ({
      ...renders,
      name,
      assets,
    }));
    expect(licenceProblems({ data })).toEqual([]);
  },
);

test("a licence that is not on the list, and a source without assets, are problems", () => {
  const photographs = {
    ...renders,
    name: "Helen",
    assets: [{ name: "300-W", licence: "research" }],
  };
  expect(licenceProblems({ data: [renders, photographs] })).toEqual([
    "Helen: 300-W is under research",
  ]);
  const { assets: _, ...silent } = renders;
  expect(licenceProblems({ data: [renders, { ...silent, use: "calibration" }] })).toEqual([
    "renders: the assets and their licences are not stated",
  ]);
  expect(licenceProblems({ data: [{ ...renders, assets: [] }] })).toHaveLength(1);
  expect(licenceProblems({ data: [] })).toEqual(["no training data are named"]);
});

test("photographs may measure the weights; what trained, validated or calibrated them decides their terms", () => {
  const { assets: _, ...photographs } = renders;
  const measured = [renders, { ...photographs, use: "evaluation" as const }];
  expect(weightsTerms(measured, "photographs.")).toMatch(/commercial use/);
  expect(weightsTerms([renders, photographs], "photographs.")).toMatch(/trained on photographs\./);
  expect(licenceProblems(LANDMARKS_CARD)).toHaveLength(1);
});
