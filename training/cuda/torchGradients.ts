// `vigil train --device pytorch-cpu`: PyTorch computes loss and gradients on the processor; everything else stays as it is.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { type FileHandle, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import type { ParameterTable } from "../fit/parameters.ts";
import type { Replicas } from "../fit/replicas.ts";
import type { Tensors } from "../graph/index.ts";
import { ENGINE_FOLDER, findPython, NO_PYTHON } from "./python.ts";

const readySchema = z.object({ torch: z.string(), half: z.boolean() });
const lossSchema = z.object({ loss: z.number() });

/**
 * Starts PyTorch beside the training loop. Batches and gradients travel through files, which both sides keep in memory.
 *
 * On a processor with matrix units (Intel AMX) convolutions run in bfloat16, unless `precision` is "float32".
 *
 * @throws {Error} when there is no Python with PyTorch, or it ends with an error.
 */
export async function openTorchGradients(
  model: Uint8Array,
  table: ParameterTable,
  weights: Float32Array,
  threads: number,
  precision: "fastest" | "float32" = "fastest",
): Promise<Replicas> {
  const python = await findPython();
  if (python === undefined) throw new Error(NO_PYTHON);
  const folder = await mkdtemp(join(tmpdir(), "vigil-gradients-"));
  const gradients = new Float32Array(table.length);
  // How to end what runs or is open, also when the first batch fails.
  const endings: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  let engine: Engine | undefined;

  const start = async (feeds: Tensors): Promise<Engine> => {
    await writeFile(join(folder, "model.onnx"), model);
    await writeFile(join(folder, "gradients.bin"), gradients);
    const batch = await open(join(folder, "batch.bin"), "w+");
    endings.unshift(() => batch.close());
    const bytes = await writeBatch(batch, weights, feeds);
    await writeFile(join(folder, "layout.json"), JSON.stringify(layoutOf(table, feeds, bytes)));
    const argv = ["-m", "engine.gradients", folder, String(threads), precision];
    const child = spawn(python.command, argv, { cwd: ENGINE_FOLDER, stdio: "pipe" });
    endings.unshift(() => child.kill());
    const lines = readReplies(child);
    const { torch, half } = readySchema.parse(await lines.next());
    console.error(
      `PyTorch ${torch} computes gradients in ${half ? "bfloat16" : "float32"} with ${threads} threads`,
    );
    const results = await open(join(folder, "gradients.bin"), "r");
    endings.unshift(() => results.close());
    return { child, lines, batch, results };
  };

  return {
    gradients,
    async run(feeds) {
      if (engine === undefined) engine = await start(feeds);
      else await writeBatch(engine.batch, weights, feeds);
      const reply = engine.lines.next();
      engine.child.stdin.write("\n");
      const { loss } = lossSchema.parse(await reply);
      await engine.results.read(gradients, 0, gradients.byteLength, 0);
      return loss;
    },
    async close() {
      for (const end of endings) await end();
    },
  };
}

interface Engine {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: Replies;
  readonly batch: FileHandle;
  readonly results: FileHandle;
}

interface Replies {
  next(): Promise<unknown>;
}

/** The lines of JSON that the engine prints. `next` rejects with its messages when it ends instead. */
function readReplies(child: ChildProcessWithoutNullStreams): Replies {
  let messages = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    messages = (messages + text).slice(-4000);
  });
  // Writing to an engine that has ended is answered by its exit.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<never>((_, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      reject(new Error(`PyTorch ended with exit code ${code}:\n${messages.trim()}`));
    });
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const line = await Promise.race([lines.next(), ended]);
      return line.done === true ? ended : JSON.parse(line.value);
    },
  };
}

/** What `batch.bin` holds, in order. */
function layoutOf(table: ParameterTable, feeds: Tensors, bytes: number) {
  const described = Object.entries(feeds).map(([name, { shape, data }]) => {
    return { name, shape, type: data instanceof Uint8Array ? "uint8" : "float32" };
  });
  return { parameters: table.entries, feeds: described, bytes };
}

/** Writes weights and batch, one after the other; returns the number of bytes. */
async function writeBatch(
  file: FileHandle,
  weights: Float32Array,
  feeds: Tensors,
): Promise<number> {
  let at = 0;
  for (const data of [weights, ...Object.values(feeds).map((feed) => feed.data)]) {
    await file.write(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      0,
      data.byteLength,
      at,
    );
    at = aligned(at + data.byteLength);
  }
  return at;
}

/** The next multiple of 8 bytes, where numbers of any kind may begin. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
