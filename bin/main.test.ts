// The built command as a separate process: exit codes, streams and signals.

import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { IMAGE_NAME } from "../node/images.ts";
import { parseAnalysis } from "../src/formats/analysisJson.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";

const BUILD = join(import.meta.dirname, "../dist");
const MAIN = join(BUILD, "bin/main.js");
const MODELS = join(import.meta.dirname, "../models");
const SAMPLES = join(import.meta.dirname, "../samples");
const built = existsSync(MAIN);
/** Whether there are networks and images to try them on. */
const shipped =
  ["detector.onnx", "landmarks.onnx"].every((name) => existsSync(join(MODELS, name))) &&
  existsSync(SAMPLES) &&
  readdirSync(SAMPLES, { recursive: true }).some((name) => IMAGE_NAME.test(String(name)));

const folder = temporaryFolder();
let example = "";
beforeAll(async () => {
  await mkdir(join(folder, "photos"));
  const image = sharp({
    create: { width: 320, height: 240, channels: 3, background: "#678" },
  });
  for (const name of ["a.jpg", "b.png", "c.webp"]) {
    await image.clone().toFile(join(folder, "photos", name));
  }
  // The real command with a fake engine, which finds an example face after a while.
  const at = (path: string): string => JSON.stringify(pathToFileURL(join(BUILD, path)).href);
  example = join(folder, "example.mjs");
  await writeFile(
    example,
    `import { createProgram, runProgram } from ${at("bin/program.js")};
     import { exampleAnalysis } from ${at("testing/exampleAnalysis.js")};
     const card = { name: "example", version: "1" };
     const analyze = (frame) => new Promise((resolve) => {
       setTimeout(() => resolve(exampleAnalysis(undefined, frame.width, frame.height)), 150);
     });
     const engine = { cards: { detector: card, landmarks: card }, analyze, dispose: async () => {} };
     await runProgram(createProgram(async () => engine), process.argv.slice(2));`,
  );
});

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(
  script: string,
  args: readonly string[],
  onStart?: (child: ChildProcess) => void,
): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...args], { cwd: folder });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    err += String(chunk);
  });
  onStart?.(child);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

test.skipIf(!built)("a folder of images", async () => {
  const { code, out, err } = await run(example, ["analyze", "photos", "--pts"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toContain(`${join("photos", "a.jpg")}: 1 face: yaw`);
  expect(out).toContain("3 images analysed, 3 faces found; results in vigil-out");
  const files = await readdir(join(folder, "vigil-out"));
  expect(files).toHaveLength(3 * 3 + 1);
  const json = await readFile(join(folder, "vigil-out/b.json"), "utf8");
  expect(parseAnalysis(json).faces).toHaveLength(1);
});

test.skipIf(!built)(
  "some bad inputs: the others are analysed, the bad ones are listed, and the exit code is 1",
  async () => {
    await writeFile(join(folder, "bad.jpg"), "no image");
    const { code, err } = await run(example, ["analyze", "bad.jpg", "photos", "--out", "some"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^1 input could not be analysed:\n {2}bad\.jpg: the file is not an image/);
    expect(await readdir(join(folder, "some"))).toContain("c.json");
  },
);

test.skipIf(!built)("wrong use ends with 2 and help on standard error", async () => {
  const misuses: readonly string[][] = [
    ["analyze"],
    ["analyse", "a.jpg"],
    ["analyze", "a.jpg", "--max-faces", "0"],
    ["analyze", "photos", "--models", "nowhere"],
  ];
  const outcomes = await Promise.all(misuses.map((args) => run(MAIN, args)));
  for (const [i, { code, out, err }] of outcomes.entries()) {
    expect(code, misuses[i]?.join(" ")).toBe(2);
    expect(out).toBe("");
    expect(err.length).toBeGreaterThan(20);
  }
});

test.skipIf(!built)("help and version end with 0", async () => {
  const commands = [["--version"], ["analyze", "--help"]];
  const [version, help] = await Promise.all(commands.map((args) => run(MAIN, args)));
  expect(version).toMatchObject({ code: 0, err: "" });
  expect(version?.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(help).toMatchObject({ code: 0, err: "" });
  expect(help?.out).toMatch(/Examples:\n {2}vigil analyze/);
});

test.skipIf(!built || process.platform === "win32")("Ctrl-C leaves complete files", async () => {
  const { code, err } = await run(example, ["analyze", "photos", "--out", "cut"], (child) => {
    child.stdout?.once("data", () => child.kill("SIGINT"));
  });
  expect(code).toBe(130);
  expect(err).toMatch(/Stopped after [12] of 3 images/);
  const files = await readdir(join(folder, "cut"));
  expect(files.filter((name) => name.endsWith(".part"))).toEqual([]);
  const done = files.filter((name) => name.endsWith(".json"));
  for (const name of done) parseAnalysis(await readFile(join(folder, "cut", name), "utf8"));
  const table = await readFile(join(folder, "cut/faces.csv"), "utf8");
  expect(table.trimEnd().split("\n")).toHaveLength(1 + done.length);
});

test.skipIf(!built || !shipped)("the shipped networks find the faces of the samples", async () => {
  const { code, err } = await run(MAIN, ["analyze", SAMPLES, "--recursive", "--out", "samples"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  const files = await readdir(join(folder, "samples"));
  const [first] = files.filter((name) => name.endsWith(".json"));
  const json = await readFile(join(folder, "samples", first ?? ""), "utf8");
  expect(parseAnalysis(json).faces.length).toBeGreaterThan(0);
});

test.skipIf(!built || process.platform === "win32")(
  "a reader that leaves, as head does, ends nothing early and gives no stack trace",
  async () => {
    const leave = (child: ChildProcess): void => {
      child.stdout?.once("data", () => child.stdout?.destroy());
    };
    const { code, err } = await run(example, ["analyze", "photos", "--out", "left"], leave);
    expect(err).toBe("");
    expect(code).toBe(0);
    const files = await readdir(join(folder, "left"));
    expect(files.filter((name) => name.endsWith(".json"))).toHaveLength(3);
    const help = await run(MAIN, ["--help"], (child) => child.stdout?.destroy());
    expect(help.err).toBe("");
    expect([0, 141]).toContain(help.code);
  },
);

test.skipIf(!built || !existsSync("/dev/full"))(
  "a full disk under standard output is reported once, and the results are complete",
  async () => {
    const full = openSync("/dev/full", "w");
    const runFull = (script: string, ...args: string[]) => {
      const stdio: StdioOptions = ["ignore", full, "pipe"];
      const { status, stderr } = spawnSync(process.execPath, [script, ...args], {
        cwd: folder,
        stdio,
      });
      return { status, err: String(stderr) };
    };
    const expected = {
      status: 1,
      err: expect.stringMatching(/^vigil: standard output .*no space.*\n$/),
    };
    expect(runFull(MAIN, "--help")).toEqual(expected);
    expect(runFull(example, "analyze", "photos", "--out", "full")).toEqual(expected);
    const files = await readdir(join(folder, "full"));
    expect(files.filter((name) => name.endsWith(".json"))).toHaveLength(3);
    closeSync(full);
  },
);

test.skipIf(!built)("a part that ends before it starts cannot be analysed", async () => {
  const { code, err } = await run(MAIN, ["analyze", "photos", "--start", "5", "--end", "2"]);
  expect(code).toBe(2);
  expect(err).toMatch(/--end \(2 s\) must be later than --start \(5 s\)/);
  for (const start of ["NaN", "-1", "1:75"]) {
    expect((await run(MAIN, ["analyze", "photos", "--start", start])).code).toBe(2);
  }
});
