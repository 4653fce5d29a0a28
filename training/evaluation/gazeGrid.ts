// Measures gaze on people who look at dots on a screen: the order of directions within a session, and the right side.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeText, readCsvTable } from "../../node/csvTable.ts";
import { gazeOf } from "../../src/eyes/gaze.ts";
import { mean } from "../../src/math/statistics.ts";
import type { Face } from "../../src/result.ts";
import { largestFace } from "../landmarks/annotatedFace.ts";
import { readRgbFrame } from "../landmarks/dataset.ts";
import { type ScreenLook, type SessionFigures, sessionFigures } from "../metrics/gazeMetrics.ts";
import { meanOrNull, shareOrNull } from "../metrics/poseBins.ts";
import { type BrokenFile, brokenFile, checkMeasured } from "./brokenFiles.ts";
import type { GazePipeline } from "./renderedGaze.ts";

/** One image: who looks at which place of the screen. */
export interface GridLook {
  readonly file: string;
  readonly person: string;
  readonly session: string;
  readonly u: number;
  readonly v: number;
}

const COLUMNS = ["file", "person", "session", "u", "v"];

/** Reads `labels.csv` of a folder: file, person, session, u, v. @throws {Error} naming the file and the line. */
export async function readGridLabels(folder: string): Promise<GridLook[]> {
  const path = join(folder, "labels.csv");
  const { header, rows } = readCsvTable(decodeText(await readFile(path)), COLUMNS);
  const column = (name: string) => {
    const at = header.indexOf(name);
    if (at < 0) throw new Error(`${path} has no column "${name}".`);
    return at;
  };
  const [file, person, session, u, v] = COLUMNS.map(column);
  return rows.map(({ cells, line }) => {
    const look = {
      file: cells[file],
      person: cells[person],
      session: cells[session],
      u: Number(cells[u]),
      v: Number(cells[v]),
    };
    if (Number.isFinite(look.u) && Number.isFinite(look.v) && look.file) return look;
    throw new Error(`${path}, line ${line}: expected a file name, and u and v as numbers.`);
  });
}

/** Means over sessions. */
interface Figures {
  readonly looks: number;
  readonly sessions: number;
  readonly sideways: number | null;
  readonly updown: number | null;
  /** Share of the looks at the outer columns that are on the right side of the session's median. */
  readonly outer_side_right: number | null;
}

/** Figures over a set of people who look at a grid. */
export interface GridEvaluation {
  readonly images: number;
  readonly missed: number;
  /** Images in which the gaze of neither eye is known, and why. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Share of the eyes with a state that are called closed. */
  readonly eyes_called_closed: number | null;
  /** The head and the eyes together, and the head alone; looks with a known gaze. */
  readonly gaze: Figures;
  readonly head: Figures;
  /** The same as `gaze` for each person. */
  readonly by_person: Readonly<Record<string, Figures>>;
  readonly broken: readonly BrokenFile[];
}

interface Measured extends GridLook {
  readonly head: ScreenLook;
  readonly both: ScreenLook | null;
}

/**
 * Measures all images of a folder with the whole pipeline. The direction is the sum of the head's and the eyes'.
 *
 * @throws {Error} when not one image can be measured.
 */
export async function evaluateGazeGrid(
  folder: string,
  labels: readonly GridLook[],
  pipeline: GazePipeline,
  onProgress: () => void = () => {},
): Promise<GridEvaluation> {
  const measured: Measured[] = [];
  const broken: BrokenFile[] = [];
  const unknown: Record<string, number> = {};
  const states: number[] = [];
  let missed = 0;
  for (const look of labels) {
    const path = join(folder, look.file);
    try {
      const { faces } = await pipeline.analyze(await readRgbFrame(path));
      const face = largestFace(faces);
      if (face === undefined) missed++;
      else {
        const { left, right } = face.eyes;
        for (const { closed } of [left, right]) if (typeof closed === "number") states.push(closed);
        const gaze = gazeOf(face);
        if (!gaze.known) unknown[gaze.reason] = (unknown[gaze.reason] ?? 0) + 1;
        measured.push(measuredLook(look, face));
      }
    } catch (cause) {
      broken.push(brokenFile(path, cause));
    }
    onProgress();
  }
  checkMeasured(measured.length, labels.length, "images", broken);
  const known = measured.filter(({ both }) => both !== null);
  const people = [...new Set(known.map(({ person }) => person))].sort();
  const gazeLook = ({ both, head }: Measured) => both ?? head;
  return {
    images: measured.length,
    missed,
    unknown,
    eyes_called_closed: shareOrNull(states.filter((closed) => closed > 0.5).length, states.length),
    gaze: figuresOf(known, gazeLook),
    head: figuresOf(known, ({ head }) => head),
    by_person: Object.fromEntries(
      people.map((person) => [
        person,
        figuresOf(
          known.filter((look) => look.person === person),
          gazeLook,
        ),
      ]),
    ),
    broken,
  };
}

function measuredLook(look: GridLook, face: Face): Measured {
  const { u, v } = look;
  const { yaw, pitch } = face.pose;
  const gaze = gazeOf(face);
  return {
    ...look,
    head: { u, v, direction: { yaw, pitch } },
    both: gaze.known
      ? { u, v, direction: { yaw: yaw + gaze.yaw, pitch: pitch + gaze.pitch } }
      : null,
  };
}

function figuresOf(looks: readonly Measured[], lookOf: (look: Measured) => ScreenLook): Figures {
  const sessions = new Map<string, ScreenLook[]>();
  for (const look of looks) {
    const key = JSON.stringify([look.person, look.session]);
    sessions.set(key, [...(sessions.get(key) ?? []), lookOf(look)]);
  }
  const figures: SessionFigures[] = [...sessions.values()].map(sessionFigures);
  const numbers = (value: (each: SessionFigures) => number | null) =>
    figures.map(value).filter((each) => each !== null);
  const sum = (value: (each: SessionFigures) => number) =>
    figures.length === 0 ? 0 : figures.length * mean(figures.map(value));
  return {
    looks: looks.length,
    sessions: figures.length,
    sideways: meanOrNull(numbers(({ sideways }) => sideways)),
    updown: meanOrNull(numbers(({ updown }) => updown)),
    outer_side_right: shareOrNull(
      sum(({ outer_right }) => outer_right),
      sum(({ outer }) => outer),
    ),
  };
}
