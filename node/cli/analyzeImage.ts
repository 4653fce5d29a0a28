// Analyses one image file and writes its results.

import { degrees } from "../../src/draw/label.ts";
import { analysisText, analysisToJson } from "../../src/formats/analysisJson.ts";
import { facesCsvRows } from "../../src/formats/facesCsv.ts";
import { formatMerlPts } from "../../src/formats/merlPts.ts";
import { formatPts } from "../../src/formats/pts.ts";
import type { Face } from "../../src/result.ts";
import { annotateFrame } from "../annotate.ts";
import { readImageFile } from "../images.ts";
import type { AnalyzeTools, ImageTask, InputResult } from "./analyzeTask.ts";
import { intrinsicsOf, modelsOf } from "./engine.ts";
import { openOutputFolder } from "./outputFolder.ts";
import { count } from "./terminal.ts";

/** @returns also the rows of the table of images: they are written by whoever has the results of the images before. */
export async function analyzeImage(
  { path, number, stem }: ImageTask,
  { request, engine, inputs, onNote }: AnalyzeTools,
): Promise<InputResult> {
  const onWarning = (message: string): void => onNote({ kind: "warning", message });
  const frame = await readImageFile(path, { onWarning });
  const intrinsics = intrinsicsOf(frame, request.focal);
  const { maxFaces, minScore, secondPass } = request;
  const analysis = await engine.analyze(frame, { intrinsics, secondPass, maxFaces, minScore });
  const { faces, width, height } = analysis;

  const output = await openOutputFolder(request.out, inputs);
  const outputs: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await output.write(name, content);
    outputs.push(name);
  };
  const source = { file: path, intrinsics, models: modelsOf(engine) };
  await write(`${stem}.json`, analysisText(analysisToJson(analysis, source)));
  if (request.pts || request.ptsSigns) {
    const format = request.ptsSigns ? formatMerlPts : formatPts;
    for (const [faceId, { landmarks }] of faces.entries()) {
      const name = faceId === 0 ? `${stem}.pts` : `${stem}.face${faceId}.pts`;
      await write(name, format(landmarks));
    }
  }
  if (request.image) await write(`${stem}.annotated.jpg`, await annotateFrame(frame, faces));
  return {
    state: "done",
    line: `${path}: ${summaryOf(faces)}`,
    outputs,
    rows: facesCsvRows({ file: path, frame: number, timestamp: 0, width, height, faces }),
    faces: faces.length,
  };
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
