// Analyses image files one after the other and writes what was found; a bad file does not stop the rest.

import { degrees } from "../../src/draw/label.ts";
import { analysisText, analysisToJson, type ModelUsed } from "../../src/formats/analysisJson.ts";
import { facesCsvRows } from "../../src/formats/facesCsv.ts";
import { formatPts } from "../../src/formats/pts.ts";
import type { Frame } from "../../src/image/frame.ts";
import { assumeIntrinsics, type CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Analysis, Face } from "../../src/result.ts";
import type { Vigil } from "../../src/vigil.ts";
import { annotateFrame } from "../annotate.ts";
import { readImageFile } from "../images.ts";
import { EXIT, UsageError } from "./errors.ts";
import { findInputs } from "./inputs.ts";
import { type OutputFolder, openOutputFolder, outputStems } from "./outputs.ts";
import { type Failure, type Report, startReport, type Terminal } from "./report.ts";

/** What `vigil analyze` was asked to do. */
export interface AnalyzeRequest {
  readonly paths: readonly string[];
  readonly out: string;
  readonly recursive: boolean;
  readonly pts: boolean;
  readonly picture: boolean;
  readonly quiet: boolean;
  readonly secondPass: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels, the same for all images. Default: assumed from each image's size. */
  readonly focal?: number;
  /** Folder of the weights. Default: the package's own. */
  readonly models?: string;
}

/** The part of Vigil that the command needs. */
export type Engine = Pick<Vigil, "analyze" | "cards" | "dispose">;

/** What the command stands on; tests put their own here. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly loadEngine: (models?: string) => Promise<Engine>;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
}

/**
 * Runs `vigil analyze`.
 *
 * @returns the exit code, see `EXIT`.
 * @throws {UsageError} when the request cannot be carried out at all.
 */
export async function analyzeFiles(
  request: AnalyzeRequest,
  { terminal, loadEngine, stop }: Surroundings,
): Promise<number> {
  const { images, failures: notFound } = await findInputs(request.paths, request);
  const failures: Failure[] = [...notFound];
  const tally = { images: 0, faces: 0 };
  if (images.length > 0) {
    const engine = await loadOrExplain(loadEngine, request.models);
    const output = await openOutputFolder(request.out, images);
    const stems = outputStems(images);
    const report = startReport(terminal, images.length, "images", request);
    try {
      for (const [i, path] of images.entries()) {
        if (stop.aborted) break;
        const job: Job = {
          request,
          engine,
          output,
          report,
          path,
          number: i + 1,
          stem: stems[i] ?? "",
        };
        try {
          tally.faces += await analyzeOne(job);
          tally.images++;
        } catch (error) {
          if (isDiskError(error)) {
            throw new UsageError(`Writing to ${request.out} failed: ${error.message}`);
          }
          failures.push({ path, message: messageAbout(path, error) });
        }
        report.advance();
        // Lets a signal that came meanwhile be heard between two images that were quick.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      report.finish();
      await engine.dispose();
    }
  }
  return conclude(request, terminal, tally, images.length, failures, stop.aborted);
}

interface Job {
  readonly request: AnalyzeRequest;
  readonly engine: Engine;
  readonly output: OutputFolder;
  readonly report: Report;
  readonly path: string;
  readonly number: number;
  readonly stem: string;
}

/** Reads, analyses and writes one image; returns how many faces it has. */
async function analyzeOne(job: Job): Promise<number> {
  const { request, engine, path, report } = job;
  const frame = await readImageFile(path, { onWarning: report.warn });
  const intrinsics = intrinsicsOf(frame, request.focal);
  const { maxFaces, minScore, secondPass } = request;
  const analysis = await engine.analyze(frame, {
    intrinsics,
    secondPass,
    ...(maxFaces === undefined ? {} : { maxFaces }),
    ...(minScore === undefined ? {} : { minScore }),
  });
  await writeResults(job, frame, analysis, intrinsics);
  report.line(`${path}: ${summaryOf(analysis.faces)}`);
  return analysis.faces.length;
}

async function writeResults(
  { request, engine, output, path, number, stem }: Job,
  frame: Frame,
  analysis: Analysis,
  intrinsics: CameraIntrinsics,
): Promise<void> {
  const { faces, width, height } = analysis;
  const source = { file: path, intrinsics, models: modelsOf(engine) };
  await output.write(`${stem}.json`, analysisText(analysisToJson(analysis, source)));
  if (request.pts) {
    for (const [faceId, { landmarks }] of faces.entries()) {
      const name = faceId === 0 ? `${stem}.pts` : `${stem}.face${faceId}.pts`;
      await output.write(name, formatPts(landmarks));
    }
  }
  if (request.picture) {
    await output.write(`${stem}.annotated.jpg`, await annotateFrame(frame, faces));
  }
  // Last, so that a row says that the image's other files are there.
  const rows = { file: path, frame: number, timestamp: 0, width, height, faces };
  await output.addRows(facesCsvRows(rows));
}

function intrinsicsOf({ width, height }: Frame, focal: number | undefined): CameraIntrinsics {
  const assumed = assumeIntrinsics(width, height);
  return focal === undefined
    ? assumed
    : { ...assumed, focalX: focal, focalY: focal, assumed: false };
}

function modelsOf({ cards }: Engine): ModelUsed[] {
  return (["detector", "landmarks", "eyes"] as const).flatMap((role) => {
    const card = cards[role];
    return card === undefined ? [] : [{ role, name: card.name, version: card.version }];
  });
}

/** At most this many faces are described in an image's line. */
const DESCRIBED_FACES = 3;

/** One line about an image's faces. */
export function summaryOf(faces: readonly Face[]): string {
  if (faces.length === 0) return "no face";
  const told = faces.slice(0, DESCRIBED_FACES).map(({ pose, landmarks }) => {
    const hidden = landmarks.filter((landmark) => landmark.occluded).length;
    const { yaw, pitch, roll } = pose;
    return `yaw ${degrees(yaw)} pitch ${degrees(pitch)} roll ${degrees(roll)}, ${hidden} of ${landmarks.length} hidden`;
  });
  const more = faces.length - told.length;
  if (more > 0) told.push(`and ${more} more`);
  return `${count(faces.length, "face")}: ${told.join("; ")}`;
}

function conclude(
  { out, quiet }: AnalyzeRequest,
  terminal: Terminal,
  tally: { readonly images: number; readonly faces: number },
  total: number,
  failures: readonly Failure[],
  stopped: boolean,
): number {
  if (!quiet && tally.images > 0) {
    terminal.out(
      `${count(tally.images, "image")} analysed, ${count(tally.faces, "face")} found; results in ${out}\n`,
    );
  }
  if (failures.length > 0) {
    terminal.err(`${count(failures.length, "input")} could not be analysed:\n`);
    for (const { message } of failures) terminal.err(`  ${message}\n`);
  }
  if (stopped) {
    terminal.err(
      `Stopped after ${tally.images} of ${total} images; what is written is complete.\n`,
    );
    return EXIT.interrupted;
  }
  return failures.length > 0 ? EXIT.someFailed : EXIT.ok;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

async function loadOrExplain(
  loadEngine: Surroundings["loadEngine"],
  models: string | undefined,
): Promise<Engine> {
  try {
    return await loadEngine(models);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The models cannot be loaded. ${reason}`, { cause });
  }
}

/** Whether nothing more can be written, so that going on would only repeat the error for every image. */
function isDiskError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    /^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|ENOENT)$/.test(String(error.code))
  );
}

function messageAbout(path: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith(path) ? message : `${path}: ${message}`;
}
