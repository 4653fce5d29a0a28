// Measures the road on a folder of rendered faces: runs it, prints tables, writes the figures.

import { orUsageError } from "../../node/cli/arguments.ts";
import { startProgress, type Terminal } from "../../node/cli/terminal.ts";
import type { Face } from "../../src/result.ts";
import type { Vigil } from "../../src/vigil.ts";
import type { LandmarkRoad } from "../evaluation/evaluateLandmarks.ts";
import {
  evaluateRenders,
  HIDDEN_BY,
  type RenderBin,
  type RenderEvaluation,
} from "../evaluation/evaluateRenders.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import type { PoseRange } from "../metrics/poseBins.ts";
import { type CommonRequest, listBroken, loadRoad, skinRows } from "./evaluateFiles.ts";
import { degrees, percent, type Row, table, writeJson } from "./figures.ts";

/** What `vigil evaluate renders` was asked for. */
export interface RenderRequest extends CommonRequest {
  readonly boxes: "detector" | "truth";
}

/**
 * Measures rendered faces, prints the figures and writes them where asked.
 *
 * @param load for tests; default: the weights with ONNX Runtime.
 * @returns the exit code: 1 when files could not be read.
 * @throws {UsageError} when there is nothing to measure or no network to measure.
 */
export async function evaluateRenderFolder(
  request: RenderRequest,
  terminal: Terminal,
  load: (models?: string) => Promise<LandmarkRoad<Face> & Pick<Vigil, "dispose">> = loadRoad,
): Promise<number> {
  const pairs = await orUsageError(listLandmarkPairs(request.folder));
  const road = await orUsageError(load(request.models));
  const progress = startProgress(terminal, pairs.length, "images", { quiet: false });
  try {
    const { boxes } = request;
    const evaluation = await orUsageError(
      evaluateRenders(pairs, road, { boxes, onProgress: progress.advance }),
    );
    progress.finish();
    terminal.out(renderTables(evaluation, request));
    if (request.json !== undefined) await writeJson(request.json, { boxes, ...evaluation });
    return listBroken(evaluation.broken, terminal);
  } finally {
    progress.finish();
    await road.dispose();
  }
}

function renderTables(evaluation: RenderEvaluation, { folder, boxes }: RenderRequest): string {
  const { faces, missed, out_of_view, occlusion, hidden_by, eyes, mouth_error } = evaluation;
  const from = boxes === "truth" ? "the truth" : "the detector";
  const number = (value: number | null) => value?.toFixed(3) ?? "–";
  return [
    table(
      `${folder}: ${faces} rendered faces (${out_of_view} more out of view), ${missed} missed, boxes from ${from}; mean error of yaw, pitch and roll in degrees; NME of the box, all (visible, hidden)`,
      evaluation.yaw_bins.filter(({ frames }) => frames > 0).map(binRow),
    ),
    table(
      "all faces turned by at most so much: yaw, pitch, roll, mean of the three",
      evaluation.pose_ranges.map(rangeRow),
    ),
    table("missed faces, by how light their skin looks", skinRows(evaluation.by_skin)),
    table("hidden landmarks", [
      ["hidden in truth", `${occlusion.occluded_landmarks} of ${occlusion.landmarks}`],
      ["precision of “occluded”", number(occlusion.precision)],
      ["recall of “occluded”", number(occlusion.recall)],
      ["average precision", number(occlusion.average_precision)],
      ...HIDDEN_BY.map((cause): Row => {
        const { recall, hidden, faces: images } = hidden_by[cause];
        const name = cause === "face" ? "recall behind the face itself" : `recall, ${cause}`;
        return [`  ${name}`, `${number(recall)} of ${hidden} on ${images} faces`];
      }),
    ]),
    table("eyes in view, mouth", [
      ["closed, open in truth", `${eyes.closed}, ${eyes.open}`],
      ["something said", number(eyes.told)],
      ["closed ones called closed", number(eyes.closed_recall)],
      ["open ones called open", number(eyes.open_recall)],
      ["openness by landmarks, closed ones", number(eyes.closed_openness)],
      ["openness by landmarks, open ones", number(eyes.open_openness)],
      ["hidden ones of which something was said", `${number(eyes.told_hidden)} of ${eyes.hidden}`],
      ["mean error of the mouth's openness", number(mouth_error)],
    ]),
  ].join("\n");
}

function rangeRow({ to, frames, missed, yaw, pitch, roll, mean }: PoseRange): Row {
  const errors = [yaw, pitch, roll, mean].map(degrees).join("  ");
  return [`|yaw| to ${to}°`, `${errors}   ${frames} faces, ${missed} missed`];
}

function binRow(bin: RenderBin): Row {
  const errors = [bin.yaw, bin.pitch, bin.roll].map(degrees).join("  ");
  const parts = [bin.nme_box_visible_percent, bin.nme_box_hidden_percent].map(percent).join(", ");
  return [
    `|yaw| ${bin.from}–${bin.to}°`,
    `${errors}   ${percent(bin.nme_box_percent)} (${parts})   ${bin.frames} faces, ${bin.missed} missed`,
  ];
}
