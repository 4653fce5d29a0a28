// What was measured of faces and their landmarks.

import {
  all,
  cell,
  degrees,
  each,
  fixed,
  occlusionCells,
  percent,
  rows,
  shareAsPercent,
  whole,
} from "../figureRows.ts";
import type { Measurement } from "./measurement.ts";

export const FACES: Readonly<Record<string, Measurement>> = {
  landmarks: {
    title: "Landmarks",
    about:
      "`vigil evaluate landmarks`: the whole pipeline on annotated photographs. NME is the mean distance ÷ inter-ocular distance; a missed face counts 100 %. With painted objects, occlusion is measured too.",
    limits:
      "Validation sets on which the networks were chosen and calibrated; painted objects are easier to detect than real ones (see the next table). Where objects are painted, what people labelled as hidden in the same photographs counts as hidden too.",
    column: ({ data, figures }) =>
      figures["occlude_seed"] === undefined ? data.name : `${data.name}, objects painted`,
    rows: all(
      rows(
        ["images", "images", whole],
        ["missed faces", "missed", whole],
        ["NME", "nme_interocular_percent", percent],
        ["median error", "median_percent", percent],
        ["failures (error over 10 %)", "failure_rate_10_percent", percent],
        ["area under the error curve to 10 %", "auc_10_percent", fixed(3)],
      ),
      each("region_nme_percent", (name, entry) => [
        `NME, ${name}`,
        typeof entry === "number" ? percent(entry) : "–",
      ]),
      rows(
        ["NME of visible landmarks", "nme_visible_percent", percent],
        ["NME of occluded landmarks", "nme_occluded_percent", percent],
        ["“occluded”: precision", "occlusion.precision", fixed(3)],
        ["“occluded”: recall", "occlusion.recall", fixed(3)],
        ["“occluded”: average precision", "occlusion.average_precision", fixed(3)],
        ["“occluded”: recall at 80 % precision", "occlusion.recall_at_80_precision", fixed(3)],
      ),
    ),
  },
  occlusion: {
    title: "Occlusion on real faces",
    about:
      "`vigil evaluate occlusion`: which landmarks are reported as occluded, against labels of people with three states.",
    heads: [
      "hidden",
      "precision",
      "recall",
      "average precision",
      "recall at 80 % precision",
      "calibration error",
    ],
    limits:
      "Crops of 80 × 80 pixels; hair, beards, hats and frames of glasses count as objects; labels of one person each.",
    rows: all(
      rows(
        ["faces", "faces", whole],
        ["NME of visible inner landmarks", "nme_visible_inner_percent", percent],
      ),
      each("regions", (name, entry) => [name, occlusionCells(entry)]),
      each("causes", (name, entry) => [
        name === "self" ? "inner, hidden by the face itself" : "inner, hidden by objects",
        occlusionCells(entry),
      ]),
      rows(
        ["faces with nothing hidden", "unoccluded.faces", whole],
        ["their landmarks flagged: inner", "unoccluded.flagged.inner", shareAsPercent],
        ["their landmarks flagged: jaw", "unoccluded.flagged.jaw", shareAsPercent],
        [
          "object or face: right, of found inner ones",
          "hidden_by.found.inner.accuracy",
          shareAsPercent,
        ],
        [
          "object or face: right, of all found ones",
          "hidden_by.found.all.accuracy",
          shareAsPercent,
        ],
      ),
    ),
  },
  masks: {
    title: "Masks",
    about:
      "`vigil evaluate masks`: photographs of people with and without masks. “Flagged” faces have more than half of the landmarks of mouth and chin reported as hidden.",
    limits:
      "Some labels are wrong: of the seven faces “without” that landmarks 0.8.0 flags, six wear a mask (all of one photograph), the seventh is seen from the side.",
    rows: rows(
      ["shorter side at least", "min_size_px", (value) => `${value} px`],
      ["faces with a mask", "masked.faces", whole],
      ["missed", "masked.missed", whole],
      ["flagged", "masked.flagged", shareAsPercent],
      ["landmarks of mouth and chin flagged", "masked.landmarks_flagged", shareAsPercent],
      ["faces without", "unmasked.faces", whole],
      ["without: missed", "unmasked.missed", whole],
      ["without: flagged", "unmasked.flagged", shareAsPercent],
      ["without: landmarks flagged", "unmasked.landmarks_flagged", shareAsPercent],
    ),
  },
  detection: {
    title: "Face detection",
    about:
      "`vigil evaluate detection`: street, office and portrait photographs, many faces with masks; overlap 0.5. The detector alone, and with the refined score of the landmarks.",
    limits: "Few photographs; very small and very blurred faces are not all annotated.",
    rows: rows(
      ["images", "images", whole],
      ["faces", "faces", whole],
      ["shorter side at least", "min_size_px", (value) => `${value} px`],
      ["average precision", "average_precision_50", fixed(3)],
      ["recall", "recall", fixed(3)],
      ["false positives an image", "false_positives_per_image", fixed(3)],
      ["detector alone: average precision", "before_refined_score.average_precision_50", fixed(3)],
      ["detector alone: recall", "before_refined_score.recall", fixed(3)],
      [
        "detector alone: false positives an image",
        "before_refined_score.false_positives_per_image",
        fixed(3),
      ],
    ),
  },
  renders: {
    title: "Rendered faces",
    about:
      "`vigil evaluate renders`: rendered faces of a seed that was not trained on. Pose errors are those of yaw, pitch, roll.",
    limits: "Renders of the same renderer that made training data; real faces are harder.",
    rows: all(
      rows(
        ["faces", "faces", whole],
        ["missed", "missed", whole],
        ["“occluded”: precision", "occlusion.precision", fixed(3)],
        ["“occluded”: recall", "occlusion.recall", fixed(3)],
      ),
      each("pose_ranges", (_, entry) => [
        `pose error, |yaw| to ${cell(entry, "to", whole)}°`,
        ["yaw", "pitch", "roll"].map((angle) => cell(entry, angle, degrees)).join(", "),
      ]),
      rows(
        ["closed eyes reported closed", "eyes.closed_recall", fixed(3)],
        ["open eyes reported open", "eyes.open_recall", fixed(3)],
        ["mean error of the mouth's openness", "mouth_error", fixed(3)],
      ),
    ),
  },
};
