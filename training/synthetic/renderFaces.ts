// Renders a data set of random faces: image, landmarks, occlusion flags and ground truth of each.

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../node/wholeFile.ts";
import { formatMerlPts } from "../../src/formats/merlPts.ts";
import { formatPts } from "../../src/formats/pts.ts";
import { annotatedLandmarks } from "./annotation.ts";
import type { DriverSpec } from "./driverSpec.ts";
import { encodeImage, encodeMask } from "./encodeImage.ts";
import { faceGroundTruthText } from "./faceGroundTruth.ts";
import { IMAGES_PER_PERSON, type RandomDriverOptions, randomDriver } from "./randomDriver.ts";
import { CLOSE_UPS_PER_PERSON, randomEyes } from "./randomEyes.ts";
import { PORTRAITS_PER_PERSON, randomPortrait } from "./randomPortrait.ts";
import type { GroundTruthLandmark, RenderedDriver } from "./rendered.ts";
import type { Renderer } from "./renderer.ts";

/** What the images show: its random specifications, and how many consecutive ones show one person. */
const SUBJECTS = {
  face: { specOf: randomDriver, perPerson: IMAGES_PER_PERSON },
  eyes: { specOf: randomEyes, perPerson: CLOSE_UPS_PER_PERSON },
  portrait: { specOf: randomPortrait, perPerson: PORTRAITS_PER_PERSON },
} as const;
type RenderedSubject = keyof typeof SUBJECTS;

export interface RenderFacesOptions extends RandomDriverOptions {
  readonly count: number;
  readonly seed: number;
  /** Drivers in their cars, close-ups of both eyes, or portraits without a car. */
  readonly subject: RenderedSubject;
  /** Output folder, created when missing. Complete faces in it are not rendered again. */
  readonly out: string;
  /** Opens a renderer. */
  readonly open: () => Promise<Renderer>;
  /** Number of renderers that share the faces. */
  readonly workers: number;
  /** Called with the number of further faces that are done; first with the number of existing ones. */
  readonly onFaces?: (count: number) => void;
  /** Stops after the faces in progress. */
  readonly signal?: AbortSignal;
}

/** Folder below `out` with landmarks in MERL-RAV's sign convention. */
const MERL_FOLDER = "merl-rav";
/** File endings of a face. The image is written last, so that a face with an image is complete. */
const ENDINGS = [".pts", ".occ.json", ".truth.json", ".jpg"] as const;

/**
 * Renders the missing ones of the faces 0 … `count` − 1 of a seed. The same seed, number and options always give the same
 * face, so that a set can be extended.
 *
 * @returns the number of rendered faces.
 * @throws {RangeError} when `count` or `workers` is not a positive whole number.
 * @throws {Error} when a renderer cannot be opened or fails.
 */
export async function renderFaces(options: RenderFacesOptions): Promise<number> {
  const { count, seed, out, workers, onFaces, signal } = options;
  for (const [name, value] of Object.entries({ count, workers })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`The ${name} must be a positive whole number, got ${value}.`);
    }
  }
  await mkdir(join(out, MERL_FOLDER), { recursive: true });
  const there = new Set(await readdir(out));
  const missing = Array.from({ length: count }, (_, index) => index).filter((index) =>
    ENDINGS.some((ending) => !there.has(`${nameOf(index)}${ending}`)),
  );
  onFaces?.(count - missing.length);
  const { specOf, perPerson } = SUBJECTS[options.subject];
  const persons = byPerson(missing, perPerson);
  const renderers: Renderer[] = [];
  let rendered = 0;
  const work = async () => {
    const renderer = await options.open();
    renderers.push(renderer);
    for (let person = persons.shift(); person !== undefined; person = persons.shift()) {
      for (const index of person) {
        if (signal?.aborted) return;
        const spec = specOf(seed, index, options);
        await writeFace(out, nameOf(index), spec, await renderer.render(spec));
        rendered++;
        onFaces?.(1);
      }
    }
  };
  // When one renderer fails, the others finish their current person and stop.
  const stopAll = (error: unknown) => {
    persons.length = 0;
    throw error;
  };
  const rendererCount = Math.min(workers, persons.length);
  const ends = await Promise.allSettled(
    Array.from({ length: rendererCount }, () => work().catch(stopAll)),
  );
  await Promise.all(renderers.map((renderer) => renderer.close()));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return rendered;
}

function nameOf(index: number): string {
  return String(index).padStart(6, "0");
}

/** Groups faces by person, so that one renderer builds each person once. */
function byPerson(indices: readonly number[], perPerson: number): number[][] {
  const persons = new Map<number, number[]>();
  for (const index of indices) {
    const person = Math.floor(index / perPerson);
    persons.set(person, [...(persons.get(person) ?? []), index]);
  }
  return [...persons.values()];
}

async function writeFace(
  out: string,
  name: string,
  spec: DriverSpec,
  rendered: RenderedDriver,
): Promise<void> {
  const { landmarks } = rendered.groundTruth;
  const hidden = landmarks.map(({ visibility }) => visibility !== "visible");
  const image = await encodeImage(rendered, spec.image.jpegQuality);
  await writeWhole(join(out, MERL_FOLDER, `${name}.pts`), formatMerlPts(landmarks.map(withHider)));
  const contents = [
    formatPts(annotatedLandmarks(rendered.groundTruth)),
    `${JSON.stringify(hidden)}\n`,
    faceGroundTruthText(`${name}.jpg`, spec, rendered),
    image,
  ];
  // Before the image, whose presence means that the face is complete.
  if (rendered.mask !== undefined) {
    await writeWhole(join(out, `${name}.mask.png`), await encodeMask(rendered));
  }
  for (const [k, ending] of ENDINGS.entries()) {
    await writeWhole(join(out, `${name}${ending}`), contents[k]);
  }
}

/** Ground truth with what hides a landmark, as results have it. */
function withHider({ x, y, visibility }: GroundTruthLandmark) {
  const occluded = visibility !== "visible";
  return { x, y, occluded, hiddenBy: visibility === "self-occluded" ? "self" : "object" } as const;
}
