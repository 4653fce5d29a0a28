// `vigil watch`: its options, and how they become a request.

import { type Command, InvalidArgumentError } from "commander";
import type { LiveInput } from "../video/openLive.ts";
import { atLeastOne, positive, share } from "./arguments.ts";
import {
  addDriverOptions,
  type DriverFlags,
  type DriverSettings,
  readDriverOptions,
} from "./driverOptions.ts";
import { type EngineLoader, loadShippedEngine } from "./engine.ts";
import { UsageError } from "./errors.ts";
import { listenForInterruption } from "./interruption.ts";
import { processTerminal } from "./terminal.ts";
import type { WatchRequest } from "./watchLive.ts";

const AFTER_HELP = `
Says a line when the driver's state changes, when an event begins and when an alert is due. Frames that come
while one is analysed are dropped, except for the newest: what is said is never late.

Examples:
  vigil watch --camera /dev/video0 --size 640x480
  vigil watch rtsp://192.168.1.20/stream --out drive
  ffmpeg -f v4l2 -i /dev/video0 -f mjpeg - | vigil watch -

Not a certified safety system.
Exit codes: 0 the stream ended; 2 it could not be opened; 130 stopped by Ctrl-C (what is written is complete).`;

/** Adds `watch` to the program. @param loadEngine for tests; default: the weights with ONNX Runtime. */
export function registerWatch(
  program: Command,
  loadEngine: EngineLoader = loadShippedEngine,
): void {
  const command = program
    .command("watch")
    .summary("watch a driver through a camera or a stream, and say what changes")
    .description(
      "Watches a driver through a camera, an address or a stream from standard input: says the driver's state, events and alerts as they come.",
    )
    .argument("[source]", "an address such as rtsp://…, or - for standard input")
    .option("--camera <device>", "a camera: /dev/video0; on macOS its number, on Windows its name")
    .option("--size <WxH>", "the size to ask of the camera, such as 640x480", size)
    .option("--rate <n>", "how many frames a second to ask of the camera", positive)
    .option("-o, --out <dir>", "also write the results of the session into this folder")
    .option("--video", "with --out: also the video with what was found drawn over it")
    .option("--fps <n>", "analyse at most so many frames a second", positive)
    .option("--max-side <px>", "reduce frames until no side is longer", atLeastOne)
    .option("--max-faces <n>", "at most so many faces a frame, the surest first", atLeastOne)
    .option("--min-score <s>", "drop faces scored below this, 0 to 1 (default: the model's)", share)
    .option("--focal <px>", "the camera's focal length in pixels (default: assumed)", positive)
    .option("--models <dir>", "folder of the networks (default: those that come with Vigil)")
    .option("--second-pass", "look again at landmarks through a better window (default)")
    .option("--no-second-pass", "look once: faster, less exact on turned heads")
    .option("-q, --quiet", "say nothing but alerts, warnings and errors")
    .addHelpText("after", AFTER_HELP);
  addDriverOptions(command).action(async (source: string | undefined, options: WatchOptions) => {
    const { watchLive } = await import("./watchLive.ts");
    const interruption = listenForInterruption();
    try {
      const input = inputOf(source, options);
      const driver = await readDriverOptions(options);
      const request = { video: false, quiet: false, ...options, ...driver, input };
      const surroundings = { terminal: processTerminal(), loadEngine, stop: interruption.signal };
      process.exitCode = await watchLive(request, surroundings);
    } finally {
      interruption.done();
    }
  });
}

interface WatchOptions
  extends Omit<WatchRequest, "input" | "video" | "quiet" | keyof DriverSettings>,
    DriverFlags {
  readonly video?: boolean;
  readonly quiet?: boolean;
  readonly camera?: string;
  readonly size?: string;
  readonly rate?: number;
}

/** Where the video comes from. @throws {UsageError} unless exactly one place is named. */
function inputOf(source: string | undefined, { camera, size, rate }: WatchOptions): LiveInput {
  if ((source === undefined) === (camera === undefined)) {
    throw new UsageError(
      "Name what to watch: --camera DEVICE, an address, or - for standard input.",
    );
  }
  if (camera !== undefined) {
    return {
      camera,
      ...(size === undefined ? {} : { size }),
      ...(rate === undefined ? {} : { frameRate: rate }),
    };
  }
  if (source === "-") return { stream: process.stdin };
  if (source?.includes("://")) return { address: source };
  const advice = "a file is analysed with vigil analyze, a camera is named with --camera";
  throw new UsageError(`${source} is no address; ${advice}.`);
}

function size(text: string): string {
  if (/^\d+x\d+$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a width and a height, such as 640x480.");
}
