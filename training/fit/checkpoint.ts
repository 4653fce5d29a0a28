// Checkpoints: the whole state of a training run in one file, which is never left half written.

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { writeWhole } from "../../node/wholeFile.ts";
import type { AdamState } from "./adam.ts";
import type { ParameterTable } from "./parameters.ts";

const headerSchema = z.object({
  format: z.literal("vigil-checkpoint"),
  version: z.literal(1),
  step: z.number().int().nonnegative(),
  /** Typical gradient norm so far; clipping is relative to it. */
  typicalNorm: z.number(),
  best: z.number().nullable(),
  parameters: z.array(
    z.object({ name: z.string(), shape: z.array(z.number()), length: z.number() }),
  ),
});

/** State that a resumed run continues from. */
export interface Checkpoint {
  readonly state: AdamState;
  readonly typicalNorm: number;
  /** Best validation score so far, null before the first. */
  readonly best: number | null;
}

const ARRAYS = ["weights", "firstMoment", "secondMoment", "average"] as const;

/**
 * Saves a run: the length of the header (uint32, little endian), the header as JSON padded to a multiple of 4 bytes, then
 * weights, both moments and the average of the weights as float32.
 */
export async function saveCheckpoint(
  path: string,
  table: ParameterTable,
  checkpoint: Checkpoint,
): Promise<void> {
  const { state, typicalNorm, best } = checkpoint;
  const header = JSON.stringify({
    format: "vigil-checkpoint",
    version: 1,
    step: state.step,
    typicalNorm,
    best,
    parameters: table.entries.map(({ name, shape, length }) => ({ name, shape, length })),
  });
  const bytes = Buffer.byteLength(header);
  const padded = Buffer.alloc(4 + Math.ceil(bytes / 4) * 4, " ");
  padded.writeUInt32LE(padded.length - 4, 0);
  padded.write(header, 4);
  const blocks = ARRAYS.map((name) =>
    Buffer.from(state[name].buffer, state[name].byteOffset, state[name].byteLength),
  );
  await writeWhole(path, Buffer.concat([padded, ...blocks]));
}

/**
 * Reads a checkpoint for a network with these parameters.
 *
 * @throws {Error} when the file is not a checkpoint, is truncated, or belongs to a network of another shape.
 */
export async function loadCheckpoint(path: string, table: ParameterTable): Promise<Checkpoint> {
  const file = await readFile(path);
  const broken = (why: string) => new Error(`Cannot resume from ${path}: ${why}.`);
  if (file.length < 8) throw broken("the file is too short");
  const headerLength = file.readUInt32LE(0);
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.toString("utf8", 4, 4 + headerLength));
  } catch {
    throw broken("it is not a checkpoint");
  }
  const header = headerSchema.safeParse(parsed);
  if (!header.success) throw broken(`its header is not understood (${header.error.message})`);
  const { parameters, step, typicalNorm, best } = header.data;
  const shapeList = (list: readonly { name: string; shape: readonly number[] }[]) =>
    list.map(({ name, shape }) => `${name}[${shape.join(",")}]`).join();
  if (shapeList(parameters) !== shapeList(table.entries)) {
    throw broken("it belongs to a network of another configuration");
  }
  if (file.length !== 4 + headerLength + ARRAYS.length * table.length * 4) {
    throw broken("the file is truncated");
  }
  const arrays = ARRAYS.map((_, index) => {
    const array = new Float32Array(table.length);
    const from = 4 + headerLength + index * table.length * 4;
    file.copy(Buffer.from(array.buffer), 0, from, from + table.length * 4);
    return array;
  });
  const [weights, firstMoment, secondMoment, average] = arrays as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { state: { step, weights, firstMoment, secondMoment, average }, typicalNorm, best };
}
