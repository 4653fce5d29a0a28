// The files that training, evaluation and scripted drives read, for `fuzz`.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDriverScript } from "../drives/driverScript.ts";
import { groundTruthText, parseGroundTruth } from "../drives/groundTruthFile.ts";
import { parseMeasurement } from "../training/cli/measurement.ts";
import { readConfig } from "../training/cli/networks.ts";
import { recipeSchema } from "../training/cli/reproduce/recipe.ts";
import { detectorConfigSchema } from "../training/detector/config.ts";
import { parseBoxTable } from "../training/detector/dataset.ts";
import { eyeConfigSchema } from "../training/eyes/config.ts";
import { gazeConfigSchema } from "../training/gaze/config.ts";
import { readWeights } from "../training/graph/readWeights.ts";
import { readLabels } from "../training/labelling/labelFile.ts";
import { landmarkConfigSchema } from "../training/landmarks/config.ts";
import { readOcclusion } from "../training/landmarks/dataset.ts";
import { parseSampleGroundTruth } from "../training/synthetic/sampleGroundTruth.ts";
import { type FuzzedKind, textKind } from "./fuzz.ts";

/** @param folder for files; @param root the package's folder. */
export async function fuzzedTraining(folder: string, root: string): Promise<FuzzedKind[]> {
  await mkdir(folder, { recursive: true });
  const inRoot = (name: string): Promise<string> => readFile(join(root, name), "utf8");
  const throughFile =
    (name: string, read: (path: string) => unknown) =>
    async (text: string): Promise<unknown> => {
      await writeFile(join(folder, name), text);
      return read(join(folder, name));
    };
  const states = Array.from({ length: 68 }, (_, k) => (k % 3 === 0 ? "object" : "visible"));
  const flags = states.map((state, k) => (k === 5 ? null : state === "object"));
  const labels = { schema: "vigil-labels", version: 1, states, second: states };
  const script = await inRoot("drives/scenarios/awake.json");
  const boxes = "file,xmin,ymin,xmax,ymax\na.jpg,1,2,30,40\nb.jpg,5,6,70,80\n";
  const configs = {
    landmarks: landmarkConfigSchema,
    detector: detectorConfigSchema,
    eyes: eyeConfigSchema,
    gaze: gazeConfigSchema,
  };
  const recipes = Object.entries(configs).map(async ([name, schema]) => {
    const text = await inRoot(`training/recipes/${name}.json`);
    const recipe = recipeSchema.parse(JSON.parse(text));
    const phase = recipe.phases.find((each) => "train" in each)?.name ?? "";
    const read = throughFile(`${name}.json`, async (path) => {
      // A phase that is missing, or settings that are wrong, are errors.
      const config = await readConfig(`${path}#${phase}`);
      return schema.parse(config);
    });
    return textKind(`recipe of ${name}`, text, read);
  });
  const weights = await readFile(join(root, "models/eyes.onnx"));
  return [
    textKind("occlusion", JSON.stringify(flags), throughFile("a.occ.json", readOcclusion)),
    textKind(
      "labels",
      JSON.stringify(labels),
      throughFile("a.label.json", () => readLabels(join(folder, "a.jpg"))),
    ),
    textKind("script of a drive", script, (text) => parseDriverScript(text, "awake.json")),
    textKind(
      "ground truth of a drive",
      groundTruthText(parseDriverScript(script, "awake.json"), "awake.mp4"),
      parseGroundTruth,
    ),
    textKind(
      "ground truth of a sample",
      await inRoot("samples/driver-frontal.truth.json"),
      parseSampleGroundTruth,
    ),
    textKind("measurement", await inRoot("docs/benchmarks/detection.json"), parseMeasurement),
    textKind("table of boxes", boxes, (text) => parseBoxTable(text, "boxes.csv")),
    ...(await Promise.all(recipes)),
    {
      name: "weights to train on",
      valid: weights,
      isText: false,
      seconds: 20,
      share: 0.3,
      read: (bytes) => readWeights(bytes),
    },
  ];
}
