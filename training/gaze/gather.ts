// Reads the samples of a gaze configuration into memory.

import { join } from "node:path";
import { EYE_MARGIN } from "../../src/eyes/eyeCrop.ts";
import { PAIR_HEIGHT, PAIR_MARGIN, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { type EyePools, gatherEyes } from "../eyes/gather.ts";
import { CROP_SIDE, type EyeSample } from "../eyes/source.ts";
import type { GazeTrainingConfig } from "./config.ts";
import { readPreparedFaces } from "./preparedFaces.ts";
import { readRenderedEyes } from "./renders.ts";
import type { EyeImage, GazeEye, GazeSample } from "./source.ts";

/** Samples by kind. */
export interface GazePools {
  readonly renders: readonly GazeSample[];
  /** Real faces: people who look at a screen, frames of videos. */
  readonly faces: readonly GazeSample[];
  /** Real faces whose look was labelled, by class: looks ahead, aside, up and down. */
  readonly looks: readonly (readonly GazeSample[])[];
  /** Real eyes, of which the lids are known: by source (people of the crops, all photographs), then by class. */
  readonly eyes: readonly (readonly (readonly GazeEye[])[])[];
  /** Real eyes that are hidden, and places without an eye. */
  readonly hidden: readonly GazeEye[];
}

/** Reads the training samples: about 20 kB for a render, 10 kB for a real eye. @throws {Error} that names what is missing. */
export async function gatherGaze(
  { data, seed }: Pick<GazeTrainingConfig, "data" | "seed">,
  root: string,
): Promise<GazePools> {
  const renders: GazeSample[] = [];
  for (const { path } of data.renders) renders.push(...(await readRenderedEyes(join(root, path))));
  const prepared = async (folders: typeof data.faces) => {
    const samples: GazeSample[] = [];
    for (const { path, people } of folders) {
      samples.push(...(await readPreparedFaces(join(root, path), people)));
    }
    return samples;
  };
  const faces = await prepared(data.faces);
  const looks = await prepared(data.looks);
  const real = await gatherEyes({ data: data.eyes, seed }, root, "training");
  return { renders, faces, looks: byLook(looks), ...realEyes(real) };
}

/** Groups of looks: an up or down one is in no other, so that the rare ones can be drawn more often. */
function byLook(samples: readonly GazeSample[]): GazeSample[][] {
  const groups = new Map<string, GazeSample[]>();
  for (const sample of samples) {
    const { outward, pitch } = sample.left.range ?? { outward: null, pitch: null };
    const away = (range: typeof outward) => range !== null && range[0] * range[1] > 0;
    const [low] = pitch ?? [0];
    const group = away(pitch) ? (low > 0 ? "up" : "down") : away(outward) ? "aside" : "ahead";
    groups.set(group, [...(groups.get(group) ?? []), sample]);
  }
  return [...groups.values()];
}

/** Pools of real eyes. Photographs are drawn as often as all crops together. */
export function realEyes({
  subjects,
  photographs,
  hidden,
}: EyePools): Omit<GazePools, "renders" | "faces" | "looks"> {
  const ofCrops = [...subjects.values()].map((samples) => byClass(samples));
  const ofPhotographs = byClass(photographs);
  return {
    eyes: [
      ...ofCrops,
      ...Array.from({ length: Math.max(1, ofCrops.length) }, () => ofPhotographs),
    ].filter(({ length }) => length > 0),
    hidden: hidden.map(gazeEye),
  };
}

function byClass(samples: readonly EyeSample[]): GazeEye[][] {
  return [true, false]
    .map((open) => samples.filter((sample) => sample.open === open).map(gazeEye))
    .filter(({ length }) => length > 0);
}

/** A patch of the eye-state network as an eye of a pair: the same place, with the margin of pairs. */
export function gazeEye({ patch, open, seen }: EyeSample): GazeEye {
  return {
    image: { width: patch.side, height: patch.side, grey: patch.grey, toCrop: toPair(patch.side) },
    seen,
    gaze: null,
    range: null,
    lids: seen !== true || open === null ? null : open ? "not-shut" : "shut",
    opening: null,
    iris: null,
  };
}

function toPair(side: number): EyeImage["toCrop"] {
  const scale = (PAIR_WIDTH / PAIR_MARGIN) * (EYE_MARGIN / CROP_SIDE);
  const middle = (side - 1) / 2;
  return {
    a: scale,
    b: 0,
    c: (PAIR_WIDTH - 1) / 2 - scale * middle,
    d: 0,
    e: scale,
    f: (PAIR_HEIGHT - 1) / 2 - scale * middle,
  };
}
