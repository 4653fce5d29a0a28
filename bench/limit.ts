// How close the networks come to what the machine's runtime can do: `npm run bench:limit -- --json limit.json`.
//
// The peak is that of one large convolution, in Node with one and two threads and in Chromium's WebAssembly with one
// thread. Each network's operations are those of its card; its time is that of one run on one input. With --frames the
// memory of a session is measured too: what is left after a garbage collection, every quarter of the frames.

import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Command } from "commander";
import { atLeastOne } from "../node/cli/arguments.ts";
import { networkOption } from "../node/cli/networkOptions.ts";
import { readImageFile } from "../node/images.ts";
import { loadVigil } from "../node/models.ts";
import { modelsFolder } from "../node/modelsFolder.ts";
import { runtime } from "../node/runtime.ts";
import { createDriverSession } from "../src/driverSession.ts";
import type { LandmarkNetworkName } from "../src/landmarkNetworks.ts";
import { toRun } from "../src/modelFile.ts";
import { loadNetwork } from "../src/network/network.ts";
import type { Tensor } from "../src/network/runtimeModule.ts";
import { launchChromium } from "../testing/chromium.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";
import {
  constant,
  convolution,
  createGraph,
  encodeModel,
  input,
  toFloat,
} from "../training/graph/index.ts";
import { serveFolder } from "../web/tests/server.ts";
import { summarize } from "./summarize.ts";

/** The convolution: 3 × 3 kernels on maps as large as the landmark network's, with many channels. */
const CHANNELS = 128;
const SIDE = 64;
const PEAK_OPERATIONS = 2 * SIDE * SIDE * CHANNELS * CHANNELS * 9;

/** A network of one input, ready to be timed. */
interface Timed {
  readonly file: string;
  readonly input: string;
  readonly type: "uint8" | "float32";
  readonly dims: readonly number[];
  readonly operations: number;
  /** Bytes of weights, input and outputs. */
  readonly bytes: number;
}

interface Options {
  readonly runs: number;
  readonly frames?: number;
  readonly browser: boolean;
  readonly network?: LandmarkNetworkName;
  readonly json?: string;
}

const options = new Command("bench:limit")
  .description("Times one large convolution and each network, in Node and in Chromium.")
  .option("--runs <count>", "runs of each", atLeastOne, 60)
  .option("--frames <count>", "also measure memory over this many frames of a session", atLeastOne)
  .addOption(networkOption())
  .option("--no-browser", "in Node only")
  .option("--json <file>", "write a record of the figures, the machine and the networks here")
  .parse()
  .opts<Options>();
const folder = await mkdtemp(join(tmpdir(), "vigil-limit-"));
try {
  await main(options, folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function main(
  { runs, frames, browser, network, json }: Options,
  into: string,
): Promise<void> {
  const networks: Readonly<Record<string, Timed>> = {
    convolution: await writePeak(into),
    ...(await shippedNetworks(into)),
  };
  const figures: Record<string, unknown> = {};
  const times: Record<string, Record<string, number>> = {
    "Node, 1 thread": await inNode(networks, into, runs, 1),
    "Node, 2 threads": await inNode(networks, into, runs, 2),
    ...(browser ? { "Chromium, 1 thread": await inBrowser(networks, into, runs) } : {}),
  };
  for (const [place, milliseconds] of Object.entries(times)) {
    const speed = (name: string): number =>
      (networks[name]?.operations ?? 0) / (milliseconds[name] ?? 0) / 1e6;
    figures[place] = Object.fromEntries(
      Object.entries(networks).map(([name, { operations, bytes }]) => {
        const gigaflops = speed(name);
        const share = gigaflops / speed("convolution");
        return [name, { operations, bytes, milliseconds: milliseconds[name], gigaflops, share }];
      }),
    );
    console.log(place);
    console.table(figures[place]);
  }
  if (frames !== undefined) {
    figures["memory"] = await memoryOver(frames, network);
    console.table(figures["memory"]);
  }
  await writeMeasurement(
    {
      program: "npm run bench:limit --",
      measurement: "limit",
      data: "one run of each network",
      count: runs,
      networks: Object.keys(networks),
      figures,
    },
    { json },
  );
}

async function writePeak(into: string): Promise<Timed> {
  const graph = createGraph();
  const dims = [1, CHANNELS, SIDE, SIDE];
  const count = CHANNELS * CHANNELS * 9;
  const weights = Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 101) / 1e5);
  const kernel = constant(graph, [CHANNELS, CHANNELS, 3, 3], weights);
  const image = toFloat(input(graph, "image", dims, "uint8"));
  const output = convolution(image, kernel);
  await writeFile(join(into, "convolution.onnx"), encodeModel(graph, { outputs: { output } }));
  const bytes = 4 * count + 5 * CHANNELS * SIDE * SIDE;
  const [file, type, operations] = ["convolution.onnx", "uint8", PEAK_OPERATIONS] as const;
  return { file, input: "image", type, dims, operations, bytes };
}

/** The shipped networks on one input, as they are run: the detector's is a 640 × 480 frame's. */
async function shippedNetworks(into: string): Promise<Record<string, Timed>> {
  const timed: Record<string, Timed> = {};
  for (const [stem, inputName, free] of [
    ["detector", "image", [1, 288, 384, 3]],
    ["landmarks", "image", [1]],
    ["landmarks-nano", "image", [1]],
    ["eyes", "eyes", [2]],
  ] as const) {
    const file = `${stem}.onnx`;
    const bytes = await readFile(join(modelsFolder(), file)).catch(() => undefined);
    if (bytes === undefined) continue;
    const role = stem.startsWith("landmarks") ? "landmarks" : "detector";
    const { model, packing } = toRun(bytes, role);
    await writeFile(join(into, file), model);
    const card = JSON.parse(await readFile(join(modelsFolder(), `${stem}.json`), "utf8"));
    const network = await loadNetwork(model, { runtime, name: file });
    const sides = network.inputs?.[inputName] ?? [];
    const dims = sides.map((side, k) => (side > 0 ? side : (free[k] ?? 1)));
    const type = packing === undefined ? "uint8" : "float32";
    const image = filled(type, dims);
    const outputs = await network.run({ [inputName]: image });
    const moved = Object.values(outputs).reduce((sum, output) => sum + output.data.byteLength, 0);
    await network.dispose();
    // Weights are stored in half precision and computed with in single precision.
    const operations = card.architecture.operations * (inputName === "eyes" ? 2 : 1);
    const size = 2 * bytes.length + image.data.byteLength + moved;
    timed[stem] = { file, input: inputName, type, dims, operations, bytes: size };
  }
  return timed;
}

/** The median milliseconds of each network in this process. */
async function inNode(
  networks: Readonly<Record<string, Timed>>,
  from: string,
  runs: number,
  threads: number,
): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [name, { file, input: inputName, type, dims }] of Object.entries(networks)) {
    const bytes = await readFile(join(from, file));
    const network = await loadNetwork(bytes, { runtime, threads, name: file });
    const image = filled(type, dims);
    const own: number[] = [];
    for (let run = -5; run < runs; run++) {
      const started = performance.now();
      await network.run({ [inputName]: image });
      if (run >= 0) own.push(performance.now() - started);
    }
    times[name] = summarize(own).median;
    await network.dispose();
  }
  return times;
}

/** The same in WebAssembly, one thread. */
async function inBrowser(
  networks: Readonly<Record<string, Timed>>,
  served: string,
  runs: number,
): Promise<Record<string, number>> {
  await symlink(resolve("dist/embed"), join(served, "vigil"));
  const script = `
    const { loadRuntime } = await import("/vigil/vigil.mjs");
    const runtime = await loadRuntime({ runtime: "/vigil/runtime/", threads: 1 });
    window.time = async ({ file, input, type, dims }, runs) => {
      const bytes = new Uint8Array(await (await fetch("/" + file)).arrayBuffer());
      const session = await runtime.InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 3 });
      const size = dims.reduce((p, q) => p * q, 1);
      const data = type === "uint8" ? new Uint8Array(size).fill(100) : new Float32Array(size).fill(0.1);
      const own = [];
      for (let run = -5; run < runs; run++) {
        const started = performance.now();
        await session.run({ [input]: new runtime.Tensor(type, data, dims) });
        if (run >= 0) own.push(performance.now() - started);
      }
      await session.release();
      return own;
    };`;
  await writeFile(
    join(served, "limit.html"),
    `<!doctype html><script type="module">${script}</script>`,
  );
  const server = await serveFolder(served, true);
  const browser = await launchChromium();
  const times: Record<string, number> = {};
  try {
    const page = await browser.newPage();
    await page.goto(`${server.address}limit.html`);
    await page.waitForFunction("window.time");
    for (const [name, timed] of Object.entries(networks)) {
      const call = `window.time(${JSON.stringify(timed)}, ${runs})`;
      times[name] = summarize(await page.evaluate<number[]>(call)).median;
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return times;
}

/** Megabytes that are in use after a garbage collection, at the start and after each quarter of the frames. */
async function memoryOver(
  frames: number,
  network?: LandmarkNetworkName,
): Promise<Record<string, object>> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const vigil = await loadVigil({ network });
  const session = createDriverSession(vigil);
  const frame = await readImageFile(join(modelsFolder(), "../samples/driver-frontal.jpg"));
  const readings: Record<string, object> = {};
  const quarter = Math.ceil(frames / 4);
  for (let k = 0; k < 4 * quarter; k++) {
    await session.next(frame, k / 30);
    // The first reading follows a second of frames, in which everything that is kept has been made.
    if (k !== 30 && (k + 1) % quarter !== 0) continue;
    // Twice, with a pause: memory outside the heap is freed in the background.
    for (let time = 0; time < 2; time++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    const megabytes = (bytes: number): number => Math.round(bytes / 1e4) / 100;
    readings[`${k + 1} frames`] = {
      heap: megabytes(heapUsed),
      external: megabytes(external),
      arrays: megabytes(arrayBuffers),
    };
  }
  await vigil.dispose();
  return readings;
}

/** An input of one value. */
function filled(type: Timed["type"], dims: readonly number[]): Tensor {
  const size = dims.reduce((product, side) => product * side, 1);
  return type === "uint8"
    ? { type, dims, data: new Uint8Array(size).fill(100) }
    : { type, dims, data: new Float32Array(size).fill(0.1) };
}
