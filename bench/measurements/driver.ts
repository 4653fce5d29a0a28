// What was measured over time: closures, events, smoothing.

import {
  all,
  cell,
  degrees,
  each,
  eventRow,
  fixed,
  outcomeRow,
  percent,
  rows,
  shareAsPercent,
  whole,
} from "../figureRows.ts";
import type { Measurement } from "./measurement.ts";

export const DRIVER: Readonly<Record<string, Measurement>> = {
  clips: {
    title: "Eye closures on clips of real people",
    about:
      "`vigil evaluate clips`: people before webcams, telephones and in cars, closures labelled frame by frame. A false alarm is a reported microsleep or sleep that is not on a labelled long closure.",
    limits:
      "About 26 people and a few minutes; several people look down or laugh much more than drivers do.",
    rows: rows(
      ["clips", "clips", whole],
      ["frames", "frames", whole],
      ["frames with the driver's face", "frames_with_face", shareAsPercent],
      ["closures: precision", "closures.precision", fixed(3)],
      ["closures: recall", "closures.recall", fixed(3)],
      ["closures: F1", "closures.f1", fixed(3)],
      ["labelled blinks", "closures.blinks", whole],
      ["blinks detected", "closures.blinks_detected", whole],
      ["labelled long closures", "closures.long_closures", whole],
      ["long closures detected", "closures.long_closures_detected", whole],
      ["long closures of the right kind", "closures.long_closures_of_right_kind", whole],
      ["false closures", "closures.false_closures", whole],
      ["false alarms (microsleep, sleep)", "closures.false_alarms", whole],
      ["of these with lowered lids", "closures.false_alarms_in_ambiguous", whole],
      ["false alarms an hour awake", "closures.false_alarms_per_hour", fixed(0)],
      ["drowsiness of people who are awake", "closures.drowsiness_while_awake", whole],
    ),
  },
  drives: {
    title: "Rendered drives",
    about:
      "`vigil evaluate driver`: analysed videos of scripted, rendered drivers. Pose errors are those of yaw, pitch, roll; events: precision, recall.",
    limits: "One drive a scenario, rendered by the renderer that made training data.",
    rows: all(
      rows(["drives", "drives.length", whole], ["frames", "frames", whole]),
      each("pose", (_, entry) => [
        `pose error, |yaw| ${cell(entry, "from", whole)}–${cell(entry, "to", whole)}°`,
        ["yaw", "pitch", "roll"].map((angle) => cell(entry, angle, degrees)).join(", "),
      ]),
      rows(
        ["closed eyes reported closed", "eyes.closed_recall", fixed(3)],
        ["open eyes reported open", "eyes.open_recall", fixed(3)],
        ["“occluded”: precision", "occlusion.precision", fixed(3)],
        ["“occluded”: recall", "occlusion.recall", fixed(3)],
      ),
      rows(
        ["line of sight known, visible eyes", "sight.known", shareAsPercent],
        ["mean error of its yaw", "sight.yaw", degrees],
        ["mean error of its pitch", "sight.pitch", degrees],
        ["long looks", "long_looks.truth", whole],
        ["reported within 0.5 s of their limit", "long_looks.in_time", whole],
      ),
      each("events", eventRow),
      each("by_drive", outcomeRow),
    ),
  },
  "driver-events": {
    title: "Driver monitor on scripted observations",
    about:
      "`npm run bench:events`: the monitor alone, on simulated drivers with known events and ordinary drives without. Events: precision, recall; median error of the start.",
    limits: "Simulated observations: no image and no network takes part.",
    column: ({ figures }) => `${figures["rate"]} frames a second`,
    rows: all(
      rows(
        ["frames a second", "rate", whole],
        ["eventful drives", "drives", whole],
        ["ordinary driving, hours", "ordinary.hours", fixed(1)],
        ["false alerts in ordinary driving", "ordinary.alerts", whole],
      ),
      each("events", eventRow),
    ),
  },
  smoothing: {
    title: "Smoothing over time",
    about:
      "`npm run bench:smoothing`: root mean square error over time, percent of the inter-ocular distance, on a sample image that moves along known paths.",
    heads: ["network alone", "1€ filter on each coordinate", "shipped filter"],
    limits: "One face, moved by software; blur and rolling shutter are not simulated.",
    rows: each("paths", (name, entry) => [
      name,
      ["network", "plain", "shipped"].map((key) => cell(entry, key, percent)).join("; "),
    ]),
  },
};
