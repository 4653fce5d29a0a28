// The formats of text and data that the library and the commands read, for `fuzz`.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { readCheckpoint, writeCheckpoint } from "../node/archive/checkpoint.ts";
import { openJournal } from "../node/archive/journal.ts";
import { parseSpeeds } from "../node/cli/driverOptions.ts";
import { completeSegments, findUnfinished } from "../node/cli/recovery.ts";
import { parseCameras } from "../node/cli/watchConfig.ts";
import { readModel } from "../node/models.ts";
import { lockFolder } from "../node/outputs/folderLock.ts";
import { openImageSequence } from "../node/video/imageSequence.ts";
import {
  analysisText,
  analysisToJson,
  assumeIntrinsics,
  cabins,
  createDriverMonitor,
  createDriverSession,
  eventsText,
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  parseAnalysis,
  parseCabin,
  parseDetectionCard,
  parseEvents,
  parseEyesCard,
  parseJsonLines,
  parseLandmarksCard,
  parseMerlPts,
  parseProfile,
  parsePts,
  profiles,
  sessionReader,
} from "../src/index.ts";
import { parseGazeCard } from "../src/modelCard.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "./cards.ts";
import { exampleAnalysis, exampleFace } from "./exampleAnalysis.ts";
import { exampleReport } from "./exampleReport.ts";
import { EXAMPLE_SOURCE, exampleEnd, exampleSession } from "./exampleSession.ts";
import { type FuzzedKind, jsonKind, textKind } from "./fuzz.ts";

/** @param folder for files; @param root the package's folder. */
export async function fuzzedFormats(folder: string, root: string): Promise<FuzzedKind[]> {
  await mkdir(folder, { recursive: true });
  const file = (name: string): string => join(folder, name);
  const inRoot = (name: string): Promise<string> => readFile(join(root, name), "utf8");
  const points = Array.from({ length: 68 }, (_, k) => `${k + 0.5} ${2 * k}`);
  const merl = points.map((line, k) => (k % 3 === 0 ? "-1 -1" : line));
  const pts = (lines: readonly string[]): string =>
    `version: 1\nn_points: 68\n{\n${lines.join("\n")}\n}\n`;
  const source = { file: "a.jpg", models: [], intrinsics: assumeIntrinsics(320, 240) };
  const analysis = analysisText(analysisToJson(exampleAnalysis(), source));
  const cameras = {
    rotate: "1h",
    fps: 5,
    out: "results",
    cameras: [
      { name: "cab-1", source: "rtsp://u:p@10.0.0.1/a", seat: "0,0,0.5,1", network: "nano" },
      { name: "cab-2", camera: "/dev/video0", size: "640x480", speed: 50 },
    ],
  };
  return [
    textKind("points", pts(points), parsePts),
    textKind("points with signs", pts(merl), parseMerlPts),
    jsonKind("profile", profiles.default, parseProfile),
    jsonKind("profile with a cabin", { ...profiles.default, cabin: cabins.column }, parseProfile),
    jsonKind("cabin", cabins.mirror, parseCabin),
    textKind("table of speeds", "timestamp,speed\n0,1\n1,2.5\n2,80\n", (text) =>
      parseSpeeds(text, "s.csv"),
    ),
    textKind("analysis", analysis, parseAnalysis),
    textKind("events", eventsText(exampleReport({ seconds: 120 })), parseEvents),
    textKind("events of version 1", await inRoot("testing/version1/events.json"), parseEvents),
    textKind("cameras", JSON.stringify(cameras), (text) => parseCameras(text, "cameras.json")),
    ...(await cards(root)),
    ...(await states(inRoot)),
    ...(await sessions(inRoot, folder)),
    ...(await files(file)),
  ];
}

async function cards(root: string): Promise<FuzzedKind[]> {
  const readers = {
    landmarks: parseLandmarksCard,
    "landmarks-nano": parseLandmarksCard,
    detector: parseDetectionCard,
    eyes: parseEyesCard,
    gaze: parseGazeCard,
  };
  const kinds = Object.entries(readers).map(async ([name, read]) => {
    const { card } = await readModel(join(root, "models"), name);
    return jsonKind(`card of ${name}`, card, read);
  });
  return Promise.all(kinds);
}

/** Saved monitors and sessions; a session made from one must work on. */
async function states(inRoot: (name: string) => Promise<string>): Promise<FuzzedKind[]> {
  const monitor = createDriverMonitor();
  for (const { report } of exampleSession({ seconds: 2 })) {
    monitor.update({ timestamp: report.timestamp, face: null, brightness: 0.4 });
  }
  const vigil = {
    cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
    analyze: async () =>
      exampleAnalysis([exampleFace({ centerX: 32, centerY: 24, scale: 10 })], 64, 48),
  };
  const image = { width: 64, height: 48, channels: 3, data: new Uint8Array(64 * 48 * 3) } as const;
  const session = createDriverSession(vigil);
  for (let k = 0; k < 5; k++) await session.next(image, k / 10);
  const goOn = (saved: unknown): void => {
    const next = createDriverMonitor({ saved });
    next.update({ timestamp: 10, face: null, brightness: 0.4 });
  };
  return [
    jsonKind("saved monitor", monitor.save(), goOn),
    textKind("saved monitor of version 1", await inRoot("testing/version1/monitor.json"), (text) =>
      goOn(JSON.parse(text)),
    ),
  ];
}

/** Recorded sessions, whole, in pieces and as a killed process leaves them. */
async function sessions(
  inRoot: (name: string) => Promise<string>,
  folder: string,
): Promise<FuzzedKind[]> {
  const frames = [...exampleSession({ seconds: 1 })].slice(0, 5).map(jsonLinesFrame);
  const text = [jsonLinesHeader(EXAMPLE_SOURCE), ...frames, jsonLinesEnd(exampleEnd(5, null))].join(
    "",
  );
  const inPieces = (whole: string): unknown => {
    const reader = sessionReader();
    for (let at = 0; at < whole.length; at += 997) reader.add(whole.slice(at, at + 997));
    return reader.finish();
  };
  const segment = join(folder, "cab/2026-11-27T14-00-00Z.part");
  const recover = async (rows: string): Promise<void> => {
    await rm(join(folder, "cab"), { recursive: true, force: true });
    await mkdir(segment, { recursive: true });
    await writeFile(join(segment, "frames.jsonl"), rows);
    const parts = await findUnfinished(join(folder, "cab"));
    await completeSegments(parts, new AbortController().signal);
  };
  return [
    textKind("session", text, parseJsonLines),
    textKind("session of version 1", await inRoot("testing/version1/frames.jsonl"), parseJsonLines),
    textKind("session in pieces", text, inPieces),
    { ...textKind("session of a killed process", text, recover), share: 0.5 },
  ];
}

/** Files that only commands read. */
async function files(file: (name: string) => string): Promise<FuzzedKind[]> {
  const entry = {
    stem: "a",
    stamp: { bytes: 1, modified: 2, changed: 3, inode: 4 },
    content: "c",
    settings: "s",
    state: "done",
  } as const;
  const journal = await openJournal(file("journal"));
  for (const path of ["a", "b", "c"]) await journal.add({ path, ...entry, outputs: [] });
  await journal.close([]);
  await writeCheckpoint(file("checkpoint"), { saved: createDriverMonitor().save() });
  const background = { width: 32, height: 32, channels: 3, background: "grey" } as const;
  const image = await sharp({ create: background }).png().toBuffer();
  for (const name of ["a.png", "b.png"]) await writeFile(file(name), image);
  const holder = { schema: "vigil-lock", pid: 4_000_000, host: "elsewhere", process: "", id: "1" };
  return [
    textKind("table of images", "file,timestamp\na.png,0\nb.png,0.1\n", async (text) => {
      await writeFile(file("times.csv"), text);
      const sequence = await openImageSequence(file("times.csv"));
      await sequence.close();
    }),
    textKind("journal", await readFile(file("journal"), "utf8"), async (text) => {
      await writeFile(file("journal"), text);
      const opened = await openJournal(file("journal"));
      await opened.close([]);
    }),
    {
      name: "checkpoint",
      valid: await readFile(file("checkpoint")),
      isText: false,
      seconds: 5,
      read: async (bytes) => {
        await writeFile(file("checkpoint"), bytes);
        return readCheckpoint(file("checkpoint"));
      },
    },
    {
      ...textKind("lock", JSON.stringify(holder), async (text) => {
        await writeFile(file(".vigil.lock"), text);
        // The undamaged one is of another machine, and is refused.
        const lock = await lockFolder(file(".")).catch(() => undefined);
        await lock?.release();
      }),
      // Taking over a lock takes a moment.
      share: 0.2,
    },
  ];
}
