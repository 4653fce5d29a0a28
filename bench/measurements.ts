// The measurements of docs/benchmarks.md: what each one is, its limits, and how its figures are shown.

import type { MeasurementRecord } from "../training/cli/measurement.ts";
import {
  all,
  at,
  cell,
  degrees,
  each,
  eventRow,
  eyeRow,
  type Figures,
  fixed,
  limitCells,
  milliseconds,
  occlusionCells,
  peerCells,
  percent,
  type RowOf,
  rows,
  shareAsPercent,
  whole,
} from "./figureRows.ts";

/** A kind of measurement. Records of one kind with the same rows share a table, one column each. */
export interface Measurement {
  readonly title: string;
  /** One sentence on what is measured. */
  readonly about: string;
  /** One sentence on what the figures do not show. */
  readonly limits: string;
  readonly rows: RowOf;
  /** Heads of a cell's parts, which are separated by "; ". With them each record has a table of its own. */
  readonly heads?: readonly string[];
  /** The head of a record's column; default: the name of its data. */
  readonly column?: (record: MeasurementRecord) => string;
}

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

/** All measurements by their names in the records, in the order of the page. */
export const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  landmarks: {
    title: "Landmarks",
    about:
      "`vigil evaluate landmarks`: the whole pipeline on annotated photographs. NME is the mean distance ÷ inter-ocular distance; a missed face counts 100 %. With painted objects, occlusion is measured too.",
    limits:
      "Validation sets on which the networks were chosen and calibrated; painted objects are easier to detect than real ones (see the next table).",
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
      each("events", eventRow),
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
  speed: {
    title: "Speed",
    about: "`npm run bench`: one face in a 640 × 480 frame, native ONNX Runtime.",
    heads: ["median", "95th percentile"],
    limits:
      "One machine; times of two machines do not compare. Other programs took the processor meanwhile: on a quiet machine they are shorter.",
    rows: all(
      rows(["threads", "threads", whole], ["faces", "inference.faces", whole]),
      each("inference.milliseconds", (name, entry) => [
        name,
        ["median", "p95"].map((key) => cell(entry, key, milliseconds)).join("; "),
      ]),
      rows(
        ["from the start of the process to written results", "start.median", milliseconds],
        ["training, images a second", "training.imagesPerSecond", fixed(1)],
        [
          "training with PyTorch on the processor, images a second",
          "withPyTorch.imagesPerSecond",
          fixed(1),
        ],
      ),
    ),
  },
  limit: {
    title: "The limit of the runtime",
    about:
      "`npm run bench:limit`: one large convolution, which shows what ONNX Runtime reaches on this machine, and one run of each network.",
    heads: ["operations", "bytes", "median", "speed", "share of the convolution’s"],
    limits:
      "Bytes are those of weights, input and outputs; what layers hand to each other comes on top.",
    rows: all(
      ...["Node, 1 thread", "Node, 2 threads", "Chromium, 1 thread"].map((place) =>
        each(place, (name, entry) => [`${place}: ${name}`, limitCells(entry)]),
      ),
      each("memory", (name, entry) => [
        `memory in use after ${name}`,
        ["heap", "external", "arrays"]
          .map((key) => `${key} ${cell(entry, key, fixed(2))} MB`)
          .join(", "),
      ]),
    ),
  },
  fleet: {
    title: "Fleet",
    about:
      "`npm run bench:fleet`: the queue of `vigil fleet` with empty jobs (each taken and committed in two transactions), how much several processes do, and what becomes of an archive whose workers are killed and whose database is restarted.",
    limits:
      "One machine for database, workers and whatever else ran on it (load: waiting and running processes); on an idle one times are shorter, processor times about the same.",
    column: ({ figures }) =>
      Object.keys(figures)
        .filter((part) => part !== "machine")
        .join(", "),
    rows: rows(
      ["load of the machine at the start", "machine.loadAverage", fixed(1)],
      ["empty jobs a second, 1 at once", "queue.1 at once.jobsPerSecond", fixed(1)],
      ["empty jobs a second, 8 at once", "queue.8 at once.jobsPerSecond", fixed(1)],
      ["the same while many videos wait", "queue.8 at once, many wait.jobsPerSecond", fixed(1)],
      ["videos that wait then", "queue.8 at once, many wait.waiting", whole],
      ["submitted videos a second", "queue.8 at once.submittedPerSecond", whole],
      ["heartbeats a second", "queue.heartbeats.heartbeatsPerSecond", whole],
      [
        "the server's processor time a heartbeat",
        "queue.heartbeats.serverMillisecondsEach",
        milliseconds,
      ],
      [
        "the server's processor time a job",
        "queue.8 at once.serverMillisecondsPerJob",
        milliseconds,
      ],
      [
        "the worker's processor time a job",
        "queue.8 at once.clientMillisecondsPerJob",
        milliseconds,
      ],
      ...[1, 2, 4].flatMap((n) => {
        const [one, workers] = [`workers.analyze, ${n} processes`, `workers.${n} workers`];
        return [
          [`vigil analyze, processes: ${n}, seconds`, `${one}.seconds`, fixed(1)],
          ["… their processor time, seconds", `${one}.processor`, fixed(1)],
          [`vigil fleet work, workers: ${n}, seconds`, `${workers}.seconds`, fixed(1)],
          ["… their processor time, seconds", `${workers}.processor`, fixed(1)],
        ] as const;
      }),
      ["workers killed", "kills.kills", whole],
      ["database restarted", "kills.restarts", whole],
      ["attempts lost and taken over", "kills.lost.worker-lost", whole],
      ["videos not done exactly once", "kills.wrong", whole],
      ["files that differ from those of vigil analyze", "kills.differences", whole],
    ),
  },
  "killed archive": {
    title: "An archive that is killed",
    about:
      "`npm run bench:archive`: `vigil analyze --recursive --video` over short videos is killed at random moments until all are done, and its files are compared with those of an unbroken run.",
    limits: "Videos of a second with a checkpoint every 0.4 s instead of 20; one machine.",
    rows: rows(
      ["runs killed", "kills", whole],
      ["times the archive was completed meanwhile", "completed", whole],
      ["files that differ from the unbroken run’s, or are missing", "differences", whole],
      ["seconds of a video between checkpoints", "checkpointEvery", fixed(1)],
      ["most seconds of a video that were analysed again after a kill", "twice", fixed(2)],
    ),
  },
  memory: {
    title: "Memory over time",
    about:
      "`npm run bench:memory`: an hour of frames at 30 a second through tracker, monitor and result files, with a scripted face in place of the networks; and the sample clip again and again through decoder and networks (one thread, landmarks nano). Megabytes, measured ten times.",
    heads: ["frames", "after the first tenth", "most", "at the end"],
    limits:
      "One machine. The heap is measured after a garbage collection, resident memory whenever the system has given it back.",
    rows: all(
      ...(["hour", "decoded"] as const).flatMap((part) =>
        (["heap", "resident"] as const).map(
          (kind): RowOf =>
            (figures) => {
              const of = (key: string): string => cell(figures, `${part}.${kind}.${key}`, fixed(1));
              const cells = [
                cell(figures, `${part}.frames`, whole),
                ...["first", "most", "last"].map(of),
              ];
              const title = part === "hour" ? "tracker, monitor, files" : "decoder and networks";
              return [
                [`${title}: ${kind === "heap" ? "JavaScript heap" : "resident"}`, cells.join("; ")],
              ];
            },
        ),
      ),
    ),
  },
  peers: {
    title: "Vigil and its peers",
    about:
      "`npm run bench:peers`: the same 640 × 480 frames through each library on this machine, in turns. Video: a followed face, with everything that Vigil reports of a driver. Images: one face each, without knowledge of the last image.",
    heads: ["median", "fastest tenth", "slowest tenth", "to Vigil", "face found"],
    limits:
      "One machine, which other programs kept busy meanwhile: ratios travel, times do not. The libraries report different things: hidden landmarks and the driver's state come from Vigil alone, a dense mesh from MediaPipe and human.",
    rows: all(
      ...(["chromium", "node"] as const).flatMap((place) =>
        (["video", "images"] as const).map((set) =>
          each(`${place}.${set}`, (name, entry) => [
            `${place === "node" ? "Node" : "Chromium"}, ${set}: ${name}`,
            peerCells(entry),
          ]),
        ),
      ),
    ),
  },
};
