// Analyses image files one after the other and writes their results. A failed image does not stop the rest.

import { degrees } from "../../src/draw/label.ts";
import { errorMessage } from "../../src/errorMessage.ts";
import { analysisText, analysisToJson } from "../../src/formats/analysisJson.ts";
import { facesCsvRows } from "../../src/formats/facesCsv.ts";
import { formatMerlPts } from "../../src/formats/merlPts.ts";
import { formatPts } from "../../src/formats/pts.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { CameraIntrinsics } from "../../src/pose/camera.ts";
import type { Analysis, Face } from "../../src/result.ts";
import { annotateFrame } from "../annotate.ts";
import { loadDrawing } from "../canvas.ts";
import { readImageFile } from "../images.ts";
import type { RowFile } from "../outputs/rowFile.ts";
import { type AnalyzeRequest, type AnalyzeRun, failureOf } from "./analyzeRun.ts";
import { type Engine, intrinsicsOf, modelsOf } from "./engine.ts";
import { type OutputFolder, openFacesTable, openOutputFolder } from "./outputFolder.ts";
import { count, type Progress, startProgress } from "./terminal.ts";

/**
 * Analyses images in their order and records the failures.
 *
 * @param images with the stems of their output files, see `outputStems`.
 * @returns how many images were analysed, and how many faces they have.
 */
export async function analyzeImages(
  run: AnalyzeRun,
  images: readonly { readonly path: string; readonly stem: string }[],
): Promise<{ readonly images: number; readonly faces: number }> {
  const { request, engine, terminal, stop, failures, inputs } = run;
  const tally = { images: 0, faces: 0 };
  const output = await openOutputFolder(request.out, inputs);
  const table = await openFacesTable(output.path);
  const progress = startProgress(terminal, images.length, "images", request);
  try {
    const annotate = request.image && (await canDraw(progress.warn));
    for (const [i, image] of images.entries()) {
      if (stop.aborted) break;
      try {
        tally.faces += await analyzeOne({
          ...image,
          request: { ...request, image: annotate },
          engine,
          output,
          table,
          progress,
          number: i + 1,
        });
        tally.images++;
      } catch (error) {
        failures.push(failureOf(image.path, error, request.out));
      }
      progress.advance();
      // Lets a pending signal be handled between two images.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    progress.finish();
    await table.close();
  }
  return tally;
}

/** Whether images can be annotated here; if not, a warning says why, and all other results are written. */
async function canDraw(warn: (message: string) => void): Promise<boolean> {
  try {
    await loadDrawing();
    return true;
  } catch (error) {
    warn(`No annotated images are written. ${errorMessage(error)}`);
    return false;
  }
}

interface Job {
  readonly request: AnalyzeRequest;
  readonly engine: Engine;
  readonly output: OutputFolder;
  readonly table: RowFile;
  readonly progress: Progress;
  readonly path: string;
  readonly number: number;
  readonly stem: string;
}

/** Reads, analyses and writes one image; returns how many faces it has. */
async function analyzeOne(job: Job): Promise<number> {
  const { request, engine, path, progress } = job;
  const frame = await readImageFile(path, { onWarning: progress.warn });
  const intrinsics = intrinsicsOf(frame, request.focal);
  const { maxFaces, minScore, secondPass } = request;
  const analysis = await engine.analyze(frame, {
    intrinsics,
    secondPass,
    maxFaces,
    minScore,
  });
  await writeResults(job, frame, analysis, intrinsics);
  progress.line(`${path}: ${summaryOf(analysis.faces)}`);
  return analysis.faces.length;
}

async function writeResults(
  { request, engine, output, table, path, number, stem }: Job,
  frame: Frame,
  analysis: Analysis,
  intrinsics: CameraIntrinsics,
): Promise<void> {
  const { faces, width, height } = analysis;
  const source = { file: path, intrinsics, models: modelsOf(engine) };
  await output.write(`${stem}.json`, analysisText(analysisToJson(analysis, source)));
  if (request.pts || request.ptsSigns) {
    const format = request.ptsSigns ? formatMerlPts : formatPts;
    for (const [faceId, { landmarks }] of faces.entries()) {
      const name = faceId === 0 ? `${stem}.pts` : `${stem}.face${faceId}.pts`;
      await output.write(name, format(landmarks));
    }
  }
  if (request.image) {
    await output.write(`${stem}.annotated.jpg`, await annotateFrame(frame, faces));
  }
  // The row is written last: it shows that the image's other files exist.
  const rows = { file: path, frame: number, timestamp: 0, width, height, faces };
  await table.append(facesCsvRows(rows));
}

/** The line of an image describes at most this many faces. */
const DESCRIBED_FACES = 3;

/** One line about an image's faces. */
function summaryOf(faces: readonly Face[]): string {
  if (faces.length === 0) return "no face";
  const described = faces.slice(0, DESCRIBED_FACES).map(({ pose, landmarks }) => {
    const hidden = landmarks.filter((landmark) => landmark.occluded).length;
    const { yaw, pitch, roll } = pose;
    const self = landmarks.filter(({ hiddenBy }) => hiddenBy === "self").length;
    const bySelf = self === 0 ? "" : ` (${self} by the face itself)`;
    return `yaw ${degrees(yaw)} pitch ${degrees(pitch)} roll ${degrees(roll)}, ${hidden} of ${landmarks.length} hidden${bySelf}`;
  });
  const more = faces.length - described.length;
  if (more > 0) described.push(`and ${more} more`);
  return `${count(faces.length, "face")}: ${described.join("; ")}`;
}
