// `vigil reproduce` on a tiny recipe: interrupted anywhere and resumed, it ends with the same bytes as unbroken.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { checked, readConfig, readJson } from "./networks.ts";
import { phaseConfig, recipeSchema } from "./reproduce/recipe.ts";
import { reproduce } from "./reproduce.ts";

/** Training uses worker threads, which load built files. */
const MAIN = join(import.meta.dirname, "../../dist/bin/main.js");
const RECIPES = join(import.meta.dirname, "../recipes");

const RECIPE = {
  format: "vigil-recipe",
  version: 1,
  about: "A tiny landmark network.",
  network: "landmarks",
  release: "9.9.9",
  sets: { faces: { path: "faces", terms: "made up" } },
  base: {
    network: {
      ...{ inputSize: 256, maps: 68, stacks: 1, features: [4, 4], stem: "patches" },
      normalisation: "none",
    },
    data: { train: [{ set: "faces" }], validation: [{ set: "faces" }], validationWindows: 2 },
    batchSize: 2,
    seed: 1,
    schedule: { shape: "constant-decay", peak: 0.001, warmup: 1, steps: 20 },
    validateEvery: 20,
  },
  phases: [
    { name: "first", train: {} },
    { name: "list", vigil: ["synth", "driver", "--list"] },
    {
      name: "second",
      train: { seed: 2, data: { train: [{ set: "faces", repeat: 2 }] } },
      initial: ["first"],
    },
    { name: "export", export: ["first", "second"] },
  ],
};

let folder = "";
let recipe = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-reproduce-"));
  await mkdir(join(folder, "data", "faces"), { recursive: true });
  const points = MEAN_SHAPE.map(([x, y]) => ({ x: 64 + 30 * x, y: 64 + 30 * y }));
  for (const [k, background] of ["#888", "#a75", "#467"].entries()) {
    await sharp({ create: { width: 128, height: 128, channels: 3, background } })
      .png()
      .toFile(join(folder, "data", "faces", `${k}.png`));
    await writeFile(join(folder, "data", "faces", `${k}.pts`), formatPts(points));
  }
  recipe = join(folder, "tiny.json");
  await writeFile(recipe, JSON.stringify(RECIPE));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `vigil reproduce` in a process of its own. */
function run(
  out: string,
  args: readonly string[] = [],
  onError: (text: string, child: ChildProcess) => void = () => {},
): Promise<number | null> {
  const words = ["reproduce", recipe, "--data", join(folder, "data"), "--out", out];
  const child = spawn(process.execPath, [MAIN, ...words, "--threads", "1", ...args]);
  child.stderr.on("data", (text) => onError(String(text), child));
  return new Promise((resolve) => child.on("close", resolve));
}

test.skipIf(!existsSync(MAIN))(
  "stopped between phases and within one, it ends with the weights of an unbroken run",
  async () => {
    const unbroken = join(folder, "unbroken");
    expect(await run(unbroken)).toBe(0);
    const broken = join(folder, "broken");
    expect(await run(broken, ["--until", "first"])).toBe(0);
    expect(existsSync(join(broken, "landmarks", "second"))).toBe(false);
    const interrupt = (text: string, child: ChildProcess) => {
      if (text.includes("phase 3 of 4")) setTimeout(() => child.kill("SIGINT"), 500);
    };
    expect([0, 130]).toContain(await run(broken, [], interrupt));
    expect(await run(broken)).toBe(0);
    for (const file of ["landmarks/second/last.onnx", "models/landmarks.onnx"]) {
      const [p, q] = await Promise.all([unbroken, broken].map((at) => readFile(join(at, file))));
      expect(p.equals(q), file).toBe(true);
    }
    const card = JSON.parse(await readFile(join(broken, "models", "landmarks.json"), "utf8"));
    expect(card).toMatchObject({ version: "9.9.9", training: { images: 80 } });
    // The other networks lie beside it for calibration.
    expect(existsSync(join(broken, "models", "detector.onnx"))).toBe(true);
  },
  300_000,
);

test.skipIf(!existsSync(MAIN))("a changed phase that is done is refused", async () => {
  const out = join(folder, "changed");
  expect(await run(out, ["--until", "list"])).toBe(0);
  const changed = join(folder, "changed.json");
  const phases = [{ name: "first", train: { seed: 5 } }, ...RECIPE.phases.slice(1)];
  await writeFile(changed, JSON.stringify({ ...RECIPE, phases }));
  const { terminal } = recordingTerminal();
  const request = { recipe: changed, data: join(folder, "data"), out };
  await expect(reproduce(request, terminal)).rejects.toThrow(/first was done with other settings/);
  await expect(reproduce({ ...request, until: "third" }, terminal)).rejects.toThrow(/no phase/);
});

test("a phase overrides the base key by key, and data sets are filled in", () => {
  const config = phaseConfig(checked(RECIPE, recipeSchema, "here"), "second");
  expect(config).toMatchObject({
    task: "landmarks",
    seed: 2,
    data: {
      train: [{ path: "faces", terms: "made up", repeat: 2 }],
      validation: [{ path: "faces" }],
      validationWindows: 2,
    },
  });
});

test.each([
  [
    "landmarks",
    [
      ...["first", "continued", "renders-short", "renders", "turned", "tilted", "fringe"],
      ...[
        "teacher",
        "occlusion",
        "occlusion-second",
        "occlusion-third",
        "labelled",
        "renewed",
        "graphics-card",
        "graphics-card-long",
      ],
    ],
  ],
  [
    "landmarks-nano",
    [
      "nano",
      "nano-end",
      "nano-long",
      "nano-labelled",
      "nano-renewed",
      "nano-taught",
      "nano-taught-long",
      "nano-taught-again",
    ],
  ],
  ["landmarks-paper", ["first"]],
  ["landmarks-gpu", ["small", "large", "taught"]],
  ["detector", ["first", "turned", "shaded"]],
  ["eyes", ["first", "second", "third", "turned"]],
  [
    "gaze",
    [
      ...["first", "second", "third", "points", "looks-labelled", "looks-decay", "long", "final"],
      ...["more", "again"],
    ],
  ],
  [
    "open",
    [
      ...["detector", "detector-second", "landmarks", "landmarks-decay", "landmarks-habit"],
      ...["landmarks-graphics-card"],
      ...["eyes", "eyes-long", "eyes-narrow", "eyes-varied", "eyes-average", "eyes-painted"],
      ...["gaze", "gaze-long", "gaze-painted", "gaze-lowered", "gaze-people"],
    ],
  ],
  ["open-nano", ["nano"]],
] as const)("the configurations of the recipe %s are valid", async (name, phases) => {
  const path = join(RECIPES, `${name}.json`);
  const parsed = checked(await readJson(path), recipeSchema, path);
  const trained = parsed.phases.filter((phase) => "train" in phase);
  expect(trained.map((phase) => phase.name)).toEqual(phases);
  const { landmarkConfigSchema } = await import("../landmarks/config.ts");
  const { detectorConfigSchema } = await import("../detector/config.ts");
  const { eyeConfigSchema } = await import("../eyes/config.ts");
  const { gazeConfigSchema } = await import("../gaze/config.ts");
  const schemas = {
    landmarks: landmarkConfigSchema,
    detector: detectorConfigSchema,
    eyes: eyeConfigSchema,
    gaze: gazeConfigSchema,
  };
  for (const { name: phase, network = parsed.network } of trained) {
    const config = await readConfig(`${path}#${phase}`);
    expect(() => schemas[network].parse(config)).not.toThrow();
  }
});
