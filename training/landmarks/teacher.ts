// Distillation: the maps of a larger network that was trained before as additional targets (Hinton et al. 2015).

import { readFile } from "node:fs/promises";
import { HEATMAP_SIZE } from "../../src/landmarks/heatmap.ts";
import type { FeedStream } from "../fit/fit.ts";
import {
  absolute,
  add,
  input,
  openSession,
  scale,
  shift,
  spaceToDepth,
  type Tensors,
  type Value,
  weightedSquaredError,
} from "../graph/index.ts";
import type { HourglassConfig, StackOutput } from "../networks/hourglass.ts";

/** The teacher in a configuration. */
export interface TeacherOptions {
  /** Its model file (.onnx), as `vigil train` or `vigil export` writes it. */
  readonly model: string;
  /** The share of the loss against its maps; the rest is against the annotated landmarks. */
  readonly weight: number;
}

/**
 * The loss of all stacks against the teacher's maps, input "teacher" [batch, maps, 64, 64]; pixels weigh as those of
 * the targets do, by `foreground`. Maps of landmarks without a known occlusion state are included.
 */
export function teacherLoss(
  stacks: readonly StackOutput[],
  { maps }: HourglassConfig,
  batch: number,
  foreground: number,
): Value {
  const [{ packed, block }] = stacks;
  const wanted = input(packed.graph, "teacher", [batch, maps, HEATMAP_SIZE, HEATMAP_SIZE]);
  const target = block === 1 ? wanted : spaceToDepth(wanted, block);
  const weight = shift(scale(absolute(target), foreground), 1);
  return stacks
    .map((stack) => weightedSquaredError(stack.packed, target, weight, 1 / (batch * maps)))
    .reduce((sum, each) => add(sum, each));
}

/**
 * Batches with the teacher's maps of their images.
 *
 * @throws {Error} naming the file when it cannot be read or is no landmark network.
 */
export async function taughtBatches(
  stream: FeedStream,
  { model }: TeacherOptions,
): Promise<FeedStream> {
  const session = await openSession(await readFile(model));
  const withMaps = async (feeds: Tensors): Promise<Tensors> => {
    const { heatmaps } = await session.run({ image: feeds["image"] });
    if (heatmaps === undefined) throw new Error(`${model} gives no heat maps.`);
    return { ...feeds, teacher: { shape: feeds["target"].shape, data: heatmaps } };
  };
  return {
    next: async () => withMaps(await stream.next()),
    async close() {
      await stream.close();
      await session.dispose();
    },
  };
}
