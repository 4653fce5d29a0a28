import { createReadStream } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram, runProgram } from "../../bin/program.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis, exampleFace } from "../../testing/exampleAnalysis.ts";
import { recordingTerminal } from "../../testing/recordingTerminal.ts";
import { FIXTURES, readAll } from "../../testing/videoFiles.ts";
import { SESSION_FILES } from "../outputs/sessionFileNames.ts";
import { openVideo } from "../video/openVideo.ts";
import type { Engine } from "./engine.ts";
import { UsageError } from "./errors.ts";
import { type WatchRequest, watchLive } from "./watchLive.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-watch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Finds a face in every frame; calls `onFrame` with the number of each, from 1. */
function engine(onFrame: (n: number) => void = () => {}): Engine {
  let count = 0;
  return {
    cards: {
      detector: { ...DETECTION_CARD, name: "example-detector", version: "1" },
      landmarks: { ...LANDMARKS_CARD, name: "example-landmarks", version: "1" },
    },
    async analyze({ width, height }) {
      onFrame(++count);
      return exampleAnalysis([exampleFace({ centerX: 32, centerY: 24, scale: 10 })], width, height);
    },
    dispose: async () => {},
  };
}

async function run(
  request: Partial<WatchRequest> & Pick<WatchRequest, "input">,
  using: Engine = engine(),
  stop: AbortSignal = new AbortController().signal,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { output, terminal } = recordingTerminal();
  const code = await watchLive(
    { secondPass: true, video: false, quiet: false, ...request },
    { terminal, loadEngine: async () => using, stop },
  );
  return { code, ...output };
}

test("a stream until its end: the state is printed, and no file is written", async () => {
  const stream = createReadStream(join(FIXTURES, "vp8.webm"));
  const { code, out, err } = await run({ input: { stream } });
  expect(code).toBe(0);
  expect(out).toMatch(/^\d:\d\d\.\d{3} {2}calibrating\n/);
  expect(err).toMatch(/Watching standard input, 64×48/);
  expect(err).toMatch(/\d frames? analysed up to 0:01\.480\n/);
  expect(await readdir(folder)).toEqual([]);
});

test("a camera until it is stopped: complete results, exit 130", async () => {
  const stop = new AbortController();
  const using = engine((n) => {
    if (n === 5) stop.abort();
  });
  const camera = { camera: "testsrc=size=64x48:rate=50,realtime", interface: "lavfi" };
  const out = join(folder, "drive");
  const { code } = await run({ input: camera, out, video: true }, using, stop.signal);
  expect(code).toBe(130);
  const found = await readdir(out);
  expect(found).toEqual(expect.arrayContaining([...SESSION_FILES, "drive.annotated.webm"]));
  const rows = (await readFile(join(out, "frames.csv"), "utf8")).trimEnd().split("\n");
  // A header and the five frames.
  expect(rows).toHaveLength(6);
  expect(await readAll(await openVideo(join(out, "drive.annotated.webm")))).toHaveLength(5);
});

test("stopped before the first frame", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  const stream = new Readable({ read() {} });
  expect((await run({ input: { stream } }, engine(), stop.signal)).code).toBe(130);
});

test("a source that cannot be opened is reported", async () => {
  await expect(run({ input: { address: "http://127.0.0.1:9/none" } })).rejects.toThrow(UsageError);
  await expect(run({ input: { stream: Readable.from([]) } })).rejects.toThrow(/ended before/);
});

test.each([
  [[], 2],
  [["clip.mp4"], 2],
  [["-", "--camera", "/dev/video0"], 2],
  [["-", "--size", "big"], 2],
])("wrong use: watch %j", async (args, code) => {
  const before = process.exitCode;
  const program = createProgram(async () => engine());
  for (const command of program.commands) command.configureOutput({ writeErr: () => {} });
  try {
    await runProgram(program, ["watch", ...args]);
    expect(process.exitCode).toBe(code);
  } finally {
    process.exitCode = before;
  }
});

test("an analysis that stands still while images come is reported, and the driver's state is unknown", async () => {
  const stop = new AbortController();
  const { output, terminal } = recordingTerminal();
  const hanging = engine();
  let analysed = 0;
  const using: Engine = {
    ...hanging,
    async analyze(image, options) {
      if (++analysed === 3) {
        while (!/no new image/.test(output.err)) await new Promise((next) => setTimeout(next, 50));
        stop.abort();
      }
      return hanging.analyze(image, options);
    },
  };
  const states: unknown[] = [];
  const camera = { camera: "testsrc=size=64x48:rate=50,realtime", interface: "lavfi" };
  await watchLive(
    { secondPass: true, video: false, quiet: false, input: camera },
    {
      ...{ terminal, loadEngine: async () => using, stop: stop.signal },
      onProgress: ({ stalled = 0, state }) => {
        if (stalled > 0) states.push(state);
      },
    },
  );
  expect(output.err).toMatch(/no new image for \d+ s: the analysis of the last one does not end\./);
  expect(output.out).toMatch(/ {2}unknown\n/);
  expect(states[0]).toBe("unknown");
}, 60_000);
