import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseAnalysis } from "../../src/formats/analysisJson.ts";
import { parsePts } from "../../src/formats/pts.ts";
import type { AnalyzeOptions } from "../../src/vigil.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { analyzeFiles } from "./analyzeFiles.ts";
import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { Engine } from "./engine.ts";
import { UsageError } from "./errors.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-analyze-"));
  await mkdir(join(folder, "in/deeper"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function image(name: string, width = 320, height = 240): Promise<string> {
  const path = join(folder, name);
  await sharp({ create: { width, height, channels: 3, background: "#678" } }).toFile(path);
  return path;
}

/** Finds an example face with a hidden right eye in every image that is not tiny, and records the options it gets. */
function exampleEngine(received: AnalyzeOptions[] = []): Engine {
  const card = { version: "1.2" };
  return {
    // Only the names are read; the rest of the cards has its own tests.
    cards: {
      detector: { ...card, name: "example-detector" },
      landmarks: { ...card, name: "example-landmarks" },
    } as Engine["cards"],
    async analyze(frame, options = {}) {
      received.push(options);
      const faces = frame.width > 100 ? [exampleFace({ occluded: [36, 37] })] : [];
      return exampleAnalysis(faces, frame.width, frame.height);
    },
    dispose: async () => {},
  };
}

type Options = Partial<AnalyzeRequest> & Pick<AnalyzeRequest, "paths">;

function requestWith(options: Options): AnalyzeRequest {
  return {
    out: join(folder, "out"),
    recursive: false,
    pts: false,
    image: false,
    quiet: false,
    secondPass: true,
    video: false,
    allFaces: false,
    ...options,
  };
}

async function run(
  options: Options,
  engine: Engine = exampleEngine(),
  stop: AbortSignal = new AbortController().signal,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { output, terminal } = recordingTerminal();
  const surroundings = { terminal, loadEngine: async () => engine, stop };
  const code = await analyzeFiles(requestWith(options), surroundings);
  return { code, ...output };
}

async function tableRows(): Promise<string[][]> {
  const text = await readFile(join(folder, "out/faces.csv"), "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}

test("an image gets its JSON, its annotated image, its landmarks, a row and a line of output", async () => {
  const path = await image("in/driver.jpg");
  const { code, out, err } = await run({ paths: [path], pts: true, image: true });
  expect(code).toBe(0);
  expect(err).toBe("");
  expect(out).toContain(`${path}: 1 face: yaw +10° pitch −5° roll +3°, 2 of 68 hidden`);
  expect((await readdir(join(folder, "out"))).sort()).toEqual([
    "driver.annotated.jpg",
    "driver.json",
    "driver.pts",
    "faces.csv",
  ]);
  const json = parseAnalysis(await readFile(join(folder, "out/driver.json"), "utf8"));
  expect(json).toMatchObject({ file: path, width: 320, height: 240 });
  expect(json.intrinsics).toMatchObject({ focalX: 320, assumed: true });
  expect(json.models).toContainEqual({
    role: "landmarks",
    name: "example-landmarks",
    version: "1.2",
  });
  const points = parsePts(await readFile(join(folder, "out/driver.pts"), "utf8"));
  expect(points[8]?.x).toBeCloseTo(json.faces[0]?.landmarks[8]?.x ?? 0, 2);
  const annotated = await sharp(join(folder, "out/driver.annotated.jpg")).metadata();
  expect(annotated.format).toBe("jpeg");
  const [header, row] = await tableRows();
  expect(row).toHaveLength(header?.length ?? 0);
  expect(row?.slice(0, 3)).toEqual([path, "1", "0"]);
});

test("a bad file does not stop a folder, and is listed at the end", async () => {
  await image("in/a.png");
  await writeFile(join(folder, "in/b.jpg"), "not an image");
  await writeFile(join(folder, "in/c.jpg"), "");
  await image("in/d.png", 1, 1);
  await writeFile(join(folder, "in/notes.txt"), "passed over");
  await image("in/deeper/e.png");
  const missing = join(folder, "missing.jpg");
  const { code, out, err } = await run({ paths: [join(folder, "in"), missing] });
  expect(code).toBe(1);
  expect(out).toContain("2 images analysed, 1 face found");
  expect(out).toMatch(/d\.png: no face/);
  const lines = err.trimEnd().split("\n");
  expect(lines[0]).toBe("3 inputs could not be analysed:");
  expect(lines[1]).toMatch(/b\.jpg: the file is not an image/);
  expect(lines[2]).toMatch(/c\.jpg: the file is empty/);
  expect(lines[3]).toMatch(/missing\.jpg: there is no such file/);
  const rows = await tableRows();
  expect(rows.slice(1).map((row) => row[5])).toEqual(["1", "0"]);
});

test("subfolders are searched only with --recursive", async () => {
  await image("in/deeper/e.png");
  const flat = await run({ paths: [join(folder, "in")] });
  expect(flat.code).toBe(1);
  expect(flat.err).toMatch(/holds no images.*--recursive/);
  const deep = await run({ paths: [join(folder, "in")], recursive: true });
  expect(deep.code).toBe(0);
  expect(await readdir(join(folder, "out"))).toContain("e.json");
});

test("an engine error on one image does not stop the others", async () => {
  const engine = exampleEngine();
  let calls = 0;
  const failing: Engine = {
    ...engine,
    analyze: (frame, options) => {
      calls++;
      if (calls === 1) throw new Error("it went wrong");
      return engine.analyze(frame, options);
    },
  };
  const paths = [await image("in/a.png"), await image("in/b.png")];
  const { code, err } = await run({ paths }, failing);
  expect(code).toBe(1);
  expect(err).toMatch(/a\.png: it went wrong/);
  expect(await readdir(join(folder, "out"))).toContain("b.json");
});

test("options reach the engine", async () => {
  const received: AnalyzeOptions[] = [];
  const paths = [await image("in/a.png")];
  const request = { paths, maxFaces: 2, minScore: 0.25, focal: 500, secondPass: false };
  await run(request, exampleEngine(received));
  expect(received).toEqual([
    {
      maxFaces: 2,
      minScore: 0.25,
      secondPass: false,
      intrinsics: { focalX: 500, focalY: 500, centerX: 159.5, centerY: 119.5, assumed: false },
    },
  ]);
});

test("stopping leaves complete files and reports how far it got", async () => {
  const paths = [await image("in/a.png"), await image("in/b.png"), await image("in/c.png")];
  const controller = new AbortController();
  const engine = exampleEngine();
  const interrupting: Engine = {
    ...engine,
    analyze: (frame, options) => {
      controller.abort();
      return engine.analyze(frame, options);
    },
  };
  const { code, err } = await run({ paths }, interrupting, controller.signal);
  expect(code).toBe(130);
  expect(err).toMatch(/Stopped after 1 of 3 images/);
  expect((await readdir(join(folder, "out"))).sort()).toEqual(["a.json", "faces.csv"]);
  expect(await tableRows()).toHaveLength(2);
});

test("only Vigil's own results are overwritten", async () => {
  const inside = join(folder, "in");
  const path = await image("in/a.png");
  // Results may lie beside the images, and be written again …
  expect((await run({ paths: [path], out: inside })).code).toBe(0);
  expect((await run({ paths: [path], out: inside, image: true })).code).toBe(0);
  // … and a folder with annotated images does not analyse those.
  expect((await run({ paths: [inside], out: inside })).out).toContain("1 image analysed");
  // Annotations beside the images are not touched.
  await writeFile(join(inside, "a.pts"), "someone's annotation");
  const pts = await run({ paths: [path], out: inside, pts: true });
  expect(pts.code).toBe(1);
  expect(pts.err).toMatch(/a\.pts exists/);
  expect(await readFile(join(inside, "a.pts"), "utf8")).toBe("someone's annotation");
  await writeFile(join(inside, "a.json"), '{"shapes": []}');
  expect((await run({ paths: [path], out: inside })).err).toMatch(/a\.json exists/);
  await writeFile(join(inside, "faces.csv"), "name,age\n");
  await expect(run({ paths: [path], out: inside })).rejects.toThrow(UsageError);
});

test("a folder that cannot be written and models that cannot be loaded end the command at once", async () => {
  const path = await image("in/a.png");
  await expect(run({ paths: [path], out: join(path, "below") })).rejects.toThrow(
    /cannot be created/,
  );
  const broken = analyzeFiles(requestWith({ paths: [path] }), {
    terminal: recordingTerminal().terminal,
    loadEngine: () => Promise.reject(new Error("There is no detector.onnx.")),
    stop: new AbortController().signal,
  });
  await expect(broken).rejects.toThrow(/models cannot be loaded.*no detector\.onnx/);
});

test("quiet prints nothing without problems", async () => {
  const { out, err } = await run({ paths: [await image("in/a.png")], quiet: true });
  expect(out + err).toBe("");
});
