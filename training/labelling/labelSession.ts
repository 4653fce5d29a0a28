// The photographs of a folder that are being labelled: what is done, what is next, and how two passes agree.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseMerlPts } from "../../src/formats/merlPts.ts";
import type { Point } from "../../src/image/geometry.ts";
import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import { randomFrom } from "../../src/math/random.ts";
import type { Landmark } from "../../src/result.ts";
import { type LandmarkPair, readOcclusion } from "../landmarks/dataset.ts";
import { type AgreementByRegion, agreementOf } from "./agreement.ts";
import { type LabelState, type PhotographLabels, readLabels, writeLabels } from "./labelFile.ts";

/** First or second time over a photograph. */
type LabelPass = "first" | "second";

/** One photograph to label. */
interface LabelTask {
  readonly index: number;
  readonly name: string;
  readonly pass: LabelPass;
  readonly done: boolean;
}

/** What the page needs to show one task. */
interface LabelView {
  /** The places of the landmarks, 0-based pixels; `null` where neither file nor network gives one. */
  readonly points: readonly (Point | null)[];
  readonly states: readonly LabelState[];
  /** Where the states come from. */
  readonly origin: "labels" | "flags" | "signs" | "suggested" | "none";
}

/** The network's landmarks on an annotated photograph; `null` where it finds no face. */
export type Suggest = (
  pair: LandmarkPair,
  points: readonly Point[],
) => Promise<readonly Landmark[] | null>;

interface LabelSessionOptions {
  /** Share of the photographs that get a second pass, 0..1. */
  readonly second: number;
  /** Proposes states where there are none. */
  readonly suggest?: Suggest;
}

export interface LabelSession {
  /** First all first passes, then the second ones. */
  tasks(): readonly LabelTask[];
  pairOf(task: number): LandmarkPair;
  view(task: number): Promise<LabelView>;
  /** Writes the states of a task. @throws {RangeError} when a second pass comes before the first. */
  save(task: number, states: readonly LabelState[]): Promise<void>;
  agreement(): AgreementByRegion;
}

const SEED = 68;

/** Opens a folder. The choice of the second passes depends on the photographs' number alone. */
export async function openLabelSession(
  pairs: readonly LandmarkPair[],
  { second, suggest }: LabelSessionOptions,
): Promise<LabelSession> {
  const labels: (PhotographLabels | null)[] = [];
  for (const pair of pairs) labels.push(await readLabels(pair.imagePath));
  const random = randomFrom(SEED);
  const again = pairs
    .map((_, index) => ({ index, order: random.next() }))
    .toSorted((p, q) => p.order - q.order)
    .slice(0, Math.round(second * pairs.length))
    .map(({ index }) => index)
    .toSorted((p, q) => p - q);
  const places = [
    ...pairs.map((_, photograph) => ({ photograph, pass: "first" as const })),
    ...again.map((photograph) => ({ photograph, pass: "second" as const })),
  ];
  const placeOf = (task: number) => {
    const place = places[task];
    if (place === undefined) throw new RangeError(`There is no photograph ${task}.`);
    return place;
  };
  const isDone = ({ photograph, pass }: (typeof places)[number]) =>
    pass === "first" ? labels[photograph] !== null : labels[photograph]?.second !== undefined;
  return {
    tasks: () =>
      places.map((place, index) => ({
        index,
        name: basename(pairs[place.photograph].imagePath),
        pass: place.pass,
        done: isDone(place),
      })),
    pairOf: (task) => pairs[placeOf(task).photograph],
    async view(task) {
      const { photograph, pass } = placeOf(task);
      const known = labels[photograph];
      const given = pass === "first" ? known?.states : known?.second;
      return viewOf(pairs[photograph], given, pass, suggest);
    },
    async save(task, states) {
      const { photograph, pass } = placeOf(task);
      const known = labels[photograph];
      if (pass === "second" && known === null) {
        throw new RangeError("A photograph has its first pass before the second.");
      }
      const next =
        pass === "second" && known !== null
          ? { ...known, second: [...states] }
          : { ...known, states: [...states] };
      await writeLabels(pairs[photograph].imagePath, next);
      labels[photograph] = { schema: "vigil-labels", version: 1, ...next };
    },
    agreement: () =>
      agreementOf(
        labels.flatMap((each) =>
          each?.second === undefined ? [] : { first: each.states, second: each.second },
        ),
      ),
  };
}

/** A second pass sees neither flags, signs nor suggestions: it is independent of what is known. */
async function viewOf(
  pair: LandmarkPair,
  given: readonly LabelState[] | undefined,
  pass: LabelPass,
  suggest: Suggest | undefined,
): Promise<LabelView> {
  const marked = parseMerlPts(await readFile(pair.ptsPath, "utf8"));
  if (marked.length !== LANDMARK_COUNT) {
    throw new Error(`${pair.ptsPath} holds ${marked.length} landmarks, not ${LANDMARK_COUNT}.`);
  }
  const annotated = marked.map(({ point }) => point);
  const found = suggest
    ? await suggest(
        pair,
        annotated.flatMap((point) => point ?? []),
      )
    : null;
  const points = annotated.map((point, k) => point ?? (found && { x: found[k].x, y: found[k].y }));
  const view = (states: readonly LabelState[], origin: LabelView["origin"]): LabelView => ({
    points,
    states,
    origin,
  });
  if (given !== undefined) return view(given, "labels");
  if (pass === "first" && pair.occlusionPath !== undefined) {
    const { occluded, unknown } = await readOcclusion(pair.occlusionPath);
    const flags = occluded.map((hidden, k): LabelState => {
      if (unknown?.[k] === true) return "unknown";
      return hidden ? (marked[k].state === "self" ? "self" : "object") : "visible";
    });
    return view(flags, "flags");
  }
  const signs = marked.map(({ state }) => state);
  if (pass === "first" && signs.some((state) => state !== "visible")) return view(signs, "signs");
  if (pass === "first" && found) {
    const suggested = found.map(({ hiddenBy }): LabelState => hiddenBy ?? "visible");
    return view(suggested, "suggested");
  }
  return view(
    signs.map(() => "visible"),
    "none",
  );
}
