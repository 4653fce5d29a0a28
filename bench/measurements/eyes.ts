// What was measured of eyes and their gaze.

import {
  all,
  at,
  cell,
  degrees,
  each,
  eyeRow,
  type Figures,
  fixed,
  rows,
  shareAsPercent,
  whole,
} from "../figureRows.ts";
import type { Measurement } from "./measurement.ts";

const EYE_HEADS = [
  "eyes",
  "accuracy",
  "precision of “closed”",
  "recall of “closed”",
  "AUC",
  "calibration error",
];

/** What was measured on labelled eyes; records of older versions have no pipeline. */
const LABELLED_ROWS = {
  landmarks: "landmarks alone",
  network: "network alone",
  both: "both together",
  pipeline: "as reported, with the gaze network",
};

const AXIS_NAMES = { sideways: "sideways", updown: "up and down" };

export const EYES: Readonly<Record<string, Measurement>> = {
  "eye-crops": {
    title: "Closed eyes, network alone",
    about: "`vigil evaluate eyes`: infrared eye crops of people who were not trained on.",
    heads: EYE_HEADS,
    limits:
      "Seven people; a part of the labels is wrong; mistakes on this set led to changes of the augmentation.",
    rows: all(
      (figures) => [eyeRow("all", at(figures, "all") as Figures)],
      each("by.glasses", (name, entry) => eyeRow(`glasses: ${name}`, entry)),
      each("by.reflections", (name, entry) => eyeRow(`reflections: ${name}`, entry)),
      each("by.lighting", (name, entry) => eyeRow(`lighting: ${name}`, entry)),
      each("by.sensor", (name, entry) => eyeRow(`sensor ${name}`, entry)),
    ),
  },
  "labelled-eyes": {
    title: "Closed eyes of whole faces",
    about: "`vigil evaluate eyes --labels`: eyes of photographs, labelled by eye.",
    heads: EYE_HEADS,
    limits:
      "Thirty closed eyes of about a dozen people; eyes that could not be decided are left out.",
    rows: all(
      rows(["photographs", "photographs", whole], ["missed faces", "missed", whole]),
      (figures) =>
        Object.entries(LABELLED_ROWS).flatMap(([name, title]) => {
          const report = at(figures, name);
          return report === undefined ? [] : [eyeRow(title, report as Figures)];
        }),
    ),
  },
  "gaze-grid": {
    title: "Gaze of people who look at a screen",
    about:
      "`vigil evaluate gaze`: people with webcams who look at a grid of dots. Rank correlation of the measured direction with the dot's place within a session, mean over sessions; looks at the outer columns on the right side of the session's median.",
    limits:
      "Few people; screen and camera are not known, so order is scored, not degrees. People who were trained on are named in the network's card.",
    rows: all(
      rows(
        ["images", "images", whole],
        ["missed faces", "missed", whole],
        ["eyes called closed", "eyes_called_closed", shareAsPercent],
      ),
      rows(
        ["head and eyes: sideways", "gaze.sideways", fixed(3)],
        ["head and eyes: up and down", "gaze.updown", fixed(3)],
        ["head and eyes: outer side right", "gaze.outer_side_right", shareAsPercent],
        ["head alone: sideways", "head.sideways", fixed(3)],
        ["head alone: up and down", "head.updown", fixed(3)],
        ["head alone: outer side right", "head.outer_side_right", shareAsPercent],
      ),
    ),
  },
  "gaze-moments": {
    title: "Looks of real people, labelled by eye",
    heads: ["looks", "unknown", "right class", "mean over classes", "opposite class"],
    about:
      "`vigil evaluate gaze --labels`: photographs and moments of videos, left, centre or right and up, level or down relative to the head. Limits between the classes are chosen on the half “tune” of the people. Shares of looks with a known gaze.",
    limits:
      "Labelled by one observer on enlarged eyes; what could not be told is left out, and with it most looks between two classes. Few looks are up or down. Lids of some of the photographs and clips were learned from, no direction was.",
    rows: all(
      (figures) =>
        (["sideways", "updown"] as const).map((axis) => [
          `limits ${AXIS_NAMES[axis]}`,
          `${cell(figures, `limits.${axis}.low`, degrees)}, ${cell(figures, `limits.${axis}.high`, degrees)}`,
        ]),
      (figures) =>
        (["sideways", "updown"] as const).flatMap((axis) =>
          each("groups", (name, entry) => [
            `${AXIS_NAMES[axis]}, ${name}`,
            [
              cell(entry, `${axis}.looks`, whole),
              cell(entry, `${axis}.unknown`, whole),
              cell(entry, `${axis}.right`, shareAsPercent),
              cell(entry, `${axis}.right_by_class`, shareAsPercent),
              cell(entry, `${axis}.opposite`, shareAsPercent),
            ].join("; "),
          ])(figures),
        ),
    ),
  },
  "rendered-gaze": {
    title: "Gaze of rendered eyes",
    heads: ["faces", "mean error", "median", "mean after a person's offset", "unknown"],
    about:
      "`vigil evaluate gaze`: renders with known gaze of people who were not trained on. Angle between the measured and the true direction relative to the head.",
    limits:
      "Renders of the generator that trained the network, on which its weights were chosen; a third wears glasses with reflections, a third is infrared.",
    rows: all(
      rows(["faces with an open, visible eye", "faces", whole], ["missed faces", "missed", whole]),
      each("groups", (name, entry) => [
        name,
        [
          cell(entry, "faces", whole),
          cell(entry, "mean_error", degrees),
          cell(entry, "median_error", degrees),
          cell(entry, "calibrated_error", degrees),
          cell(entry, "unknown", whole),
        ].join("; "),
      ]),
      rows(
        ["shut or behind sunglasses", "unseen", whole],
        ["of these with a gaze", "unseen_with_gaze", whole],
      ),
    ),
  },
};
