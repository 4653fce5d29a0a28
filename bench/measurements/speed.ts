// What was measured of times and memory.

import {
  all,
  cell,
  each,
  fixed,
  limitCells,
  milliseconds,
  peerCells,
  type RowOf,
  rows,
  whole,
} from "../figureRows.ts";
import type { Measurement } from "./measurement.ts";

export const SPEED: Readonly<Record<string, Measurement>> = {
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
