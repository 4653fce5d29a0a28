// Damaged inputs of every kind that is read: each must be answered by a result or by a clear error, within its time.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readCheckpoint, writeCheckpoint } from "../node/archive/checkpoint.ts";
import { openJournal } from "../node/archive/journal.ts";
import { parseSpeeds } from "../node/cli/driverOptions.ts";
import { decodeImage } from "../node/images.ts";
import { readModel } from "../node/models.ts";
import { runtime } from "../node/runtime.ts";
import { openImageSequence } from "../node/video/imageSequence.ts";
import { openVideo } from "../node/video/openVideo.ts";
import {
  analysisText,
  analysisToJson,
  assumeIntrinsics,
  createDriverMonitor,
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  parseAnalysis,
  parseJsonLines,
  parseLandmarksCard,
  parseProfile,
  parsePts,
  profiles,
  Vigil,
} from "../src/index.ts";
import { randomFrom } from "../src/math/random.ts";
import { damaged } from "./damage.ts";
import { exampleAnalysis } from "./exampleAnalysis.ts";
import { EXAMPLE_SOURCE, exampleEnd, exampleSession } from "./exampleSession.ts";

/** A kind of input, with a valid one and its reader. */
export interface FuzzedKind {
  readonly name: string;
  readonly valid: Uint8Array;
  readonly isText: boolean;
  /** The longest time for one input, seconds. */
  readonly seconds: number;
  read(bytes: Uint8Array): unknown;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly results: number;
  readonly errors: number;
  /** Inputs without a clear answer, with the seed that makes them. */
  readonly failures: readonly string[];
}

/** The kinds of inputs. @param folder for files; @param root the package's folder. */
export async function fuzzedKinds(folder: string, root: string): Promise<FuzzedKind[]> {
  await mkdir(folder, { recursive: true });
  const file = (name: string): string => join(folder, name);
  const monitor = createDriverMonitor();
  for (const { report } of exampleSession({ seconds: 2 })) {
    monitor.update({ timestamp: report.timestamp, face: null, brightness: 0.4 });
  }
  const session = [...exampleSession({ seconds: 1 })];
  const lines = [jsonLinesHeader(EXAMPLE_SOURCE), ...session.slice(0, 5).map(jsonLinesFrame)];
  lines.push(jsonLinesEnd(exampleEnd(5, null)));
  const landmarks = await readModel(join(root, "models"), "landmarks");
  const [detector, eyes] = await Promise.all(
    ["detector", "eyes"].map((name) => readModel(join(root, "models"), name)),
  );
  const asJson = (read: (value: unknown) => unknown) => (bytes: Uint8Array) =>
    read(JSON.parse(textOf(bytes)));
  const asText = (read: (text: string) => unknown) => (bytes: Uint8Array) => read(textOf(bytes));
  await writeCheckpoint(file("checkpoint"), { saved: monitor.save() });
  const journal = await openJournal(file("journal"));
  const stamp = { bytes: 1, modified: 2, changed: 3, inode: 4 };
  const entry = {
    stem: "a",
    stamp,
    content: "c",
    settings: "s",
    state: "done",
    outputs: [],
  } as const;
  for (const path of ["a", "b", "c"]) await journal.add({ path, ...entry, outputs: [] });
  await journal.close([]);

  const text = (name: string, valid: string, read: (bytes: Uint8Array) => unknown): FuzzedKind => ({
    name,
    valid: Buffer.from(valid),
    isText: true,
    seconds: 2,
    read,
  });
  const source = { file: "a.jpg", models: [], intrinsics: assumeIntrinsics(320, 240) };
  const analysis = analysisText(analysisToJson(exampleAnalysis(), source));
  const points = Array.from({ length: 68 }, (_, k) => `${k + 0.5} ${2 * k}`).join("\n");
  const kinds = [
    text("points", `version: 1\nn_points: 68\n{\n${points}\n}\n`, asText(parsePts)),
    text("profile", JSON.stringify(profiles.default), asJson(parseProfile)),
    text(
      "saved monitor",
      JSON.stringify(monitor.save()),
      asJson((saved) => createDriverMonitor({ saved })),
    ),
    text("model card", JSON.stringify(landmarks.card), asJson(parseLandmarksCard)),
    text(
      "table of speeds",
      "timestamp,speed\n0,1\n1,2.5\n2,80\n",
      asText((t) => parseSpeeds(t, "s.csv")),
    ),
    text("table of images", "file,timestamp\na.png,0\nb.png,0.1\n", async (bytes) => {
      await writeFile(file("times.csv"), bytes);
      return openImageSequence(file("times.csv"));
    }),
    text("session", lines.join(""), asText(parseJsonLines)),
    text("analysis", analysis, asText(parseAnalysis)),
    text("journal", await readFile(file("journal"), "utf8"), async (bytes) => {
      await writeFile(file("journal"), bytes);
      const opened = await openJournal(file("journal"));
      await opened.close([]);
    }),
    binary("checkpoint", await readFile(file("checkpoint")), 2, async (bytes) => {
      await writeFile(file("checkpoint"), bytes);
      return readCheckpoint(file("checkpoint"));
    }),
    binary("network", landmarks.bytes, 30, async (bytes) => {
      const vigil = await Vigil.load({
        detector: detector ?? landmarks,
        landmarks: { ...landmarks, bytes },
        eyes,
        runtime,
        threads: 1,
      });
      await vigil.dispose();
    }),
  ];
  for (const name of ["driver-mask.jpg"]) {
    const bytes = await readFile(join(root, "samples", name));
    kinds.push(binary(name, bytes, 10, (changed) => decodeImage(changed, name)));
  }
  for (const name of ["h264.mp4", "vp8.webm", "mjpeg.avi"]) {
    const bytes = await readFile(join(root, "node/video/fixtures", name));
    kinds.push(binary(name, bytes, 20, (changed) => readVideo(file(name), changed)));
  }
  return kinds;
}

function binary(
  name: string,
  valid: Uint8Array,
  seconds: number,
  read: (bytes: Uint8Array) => unknown,
): FuzzedKind {
  return { name, valid, isText: false, seconds, read };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

async function readVideo(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes);
  const video = await openVideo(path, { onWarning: () => {} });
  for await (const _ of video) {
    // Every frame is decoded.
  }
  await rm(path);
}

/** Gives each kind so many damaged inputs. */
export async function fuzz(
  kinds: readonly FuzzedKind[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<FuzzReport> {
  const tally = { inputs: 0, results: 0, errors: 0 };
  const failures: string[] = [];
  for (const [k, kind] of kinds.entries()) {
    for (let n = 0; n < count; n++) {
      const random = randomFrom(seed * 1_000_003 + k * 10_007 + n);
      tally.inputs++;
      const answer = await answerOf(kind, damaged(kind.valid, random, kind.isText));
      if (answer === "result") tally.results++;
      else if (answer === "error") tally.errors++;
      else failures.push(`${kind.name}, input ${n} of seed ${seed}: ${answer}`);
    }
  }
  return { ...tally, failures };
}

/** Errors of the language itself come from code that did not expect its input. */
const UNEXPECTED = new Set(["TypeError", "ReferenceError", "AssertionError", "EvalError"]);

async function answerOf(kind: FuzzedKind, bytes: Uint8Array): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${kind.seconds} s`), 1000 * kind.seconds);
  });
  const answer = (async () => kind.read(bytes))().then(
    () => "result",
    (error: unknown) => {
      if (!(error instanceof Error)) return `threw ${String(error)}`;
      if (UNEXPECTED.has(error.name) || /call stack|array length/.test(error.message)) {
        return `${error.name}: ${error.message}`;
      }
      return error.message.trim() === "" ? `${error.name} without a message` : "error";
    },
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
