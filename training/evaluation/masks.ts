// Measures on photographs of people with and without masks whether mouth and chin are reported as hidden.

import { intersectionOverUnion } from "../../src/image/geometry.ts";
import { REGIONS } from "../../src/landmarks/scheme68.ts";
import type { Face } from "../../src/result.ts";
import type { Vigil } from "../../src/vigil.ts";
import type { BoxedPhotograph } from "../detector/dataset.ts";
import { readRgbFrame } from "../landmarks/dataset.ts";
import { shareOrNull } from "../metrics/poseBins.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";

/** What a mask hides, mouth and chin: half-open ranges of landmarks. */
const MASKED = [REGIONS.mouth, [6, 11]] as const;
/** Least overlap of a found face with the labelled box. Which face it is matters here, not how exact its box is. */
const LEAST_OVERLAP = 0.3;

export interface MaskEvaluationOptions {
  /** Labels of faces with and without a mask. Faces with other labels are left out. */
  readonly masked: readonly string[];
  readonly unmasked: readonly string[];
  /** Faces with a shorter side below this, in pixels, are left out. */
  readonly minimumSize: number;
  /** Called after each photograph. */
  readonly onProgress?: () => void;
}

/** Faces of one kind. Shares are null where there is no face. */
export interface MaskFigures {
  readonly faces: number;
  readonly missed: number;
  /** Share of the found faces with more than half of the landmarks of mouth and chin reported as hidden. */
  readonly flagged: number | null;
  /** Share of the found faces' landmarks of mouth and chin that are reported as hidden. */
  readonly landmarks_flagged: number | null;
}

export interface MaskEvaluation {
  readonly images: number;
  readonly masked: MaskFigures;
  readonly unmasked: MaskFigures;
  readonly broken: readonly BrokenFile[];
}

/**
 * Measures the whole pipeline on photographs with labelled boxes. Files that cannot be read are left out and listed.
 *
 * @throws {Error} when not one photograph could be read.
 */
export async function evaluateMasks(
  photographs: readonly BoxedPhotograph[],
  pipeline: Pick<Vigil, "analyze">,
  { masked, unmasked, minimumSize, onProgress }: MaskEvaluationOptions,
): Promise<MaskEvaluation> {
  const counts = { masked: startCount(), unmasked: startCount() };
  const broken: BrokenFile[] = [];
  for (const { imagePath, boxes } of photographs) {
    const frame = await readRgbFrame(imagePath).catch((cause: unknown) => {
      broken.push(brokenFile(imagePath, cause));
      return undefined;
    });
    if (frame !== undefined) {
      const { faces } = await pipeline.analyze(frame);
      for (const box of boxes) {
        if (box.label === undefined || Math.min(box.width, box.height) < minimumSize) continue;
        const overlap = (face: Face) => intersectionOverUnion(face.box, box);
        const [best] = faces
          .filter((face) => overlap(face) >= LEAST_OVERLAP)
          .sort((p, q) => overlap(q) - overlap(p));
        if (masked.includes(box.label)) countFace(counts.masked, best);
        if (unmasked.includes(box.label)) countFace(counts.unmasked, best);
      }
    }
    onProgress?.();
  }
  const images = photographs.length - broken.length;
  checkMeasured(images, photographs.length, "photographs", broken);
  return {
    images,
    masked: figuresOf(counts.masked),
    unmasked: figuresOf(counts.unmasked),
    broken,
  };
}

function startCount() {
  return { faces: 0, found: 0, flagged: 0, landmarks: 0, hidden: 0 };
}

function countFace(count: ReturnType<typeof startCount>, face: Face | undefined): void {
  count.faces++;
  if (face === undefined) return;
  const landmarks = MASKED.flatMap(([from, to]) => face.landmarks.slice(from, to));
  const hidden = landmarks.filter(({ occluded }) => occluded).length;
  count.found++;
  if (hidden > landmarks.length / 2) count.flagged++;
  count.landmarks += landmarks.length;
  count.hidden += hidden;
}

function figuresOf(count: ReturnType<typeof startCount>): MaskFigures {
  return {
    faces: count.faces,
    missed: count.faces - count.found,
    flagged: shareOrNull(count.flagged, count.found),
    landmarks_flagged: shareOrNull(count.hidden, count.landmarks),
  };
}
