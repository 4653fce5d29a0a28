// `vigil watch`: command-line options and help.

import { type Command, InvalidArgumentError } from "commander";
import type { LiveInput } from "../video/openLive.ts";
import { atLeastOne, duration, positive, share } from "./arguments.ts";
import {
  addDriverOptions,
  type DriverFlags,
  type DriverSettings,
  readDriverOptions,
} from "./driverOptions.ts";
import { type EngineLoader, loadShippedEngine, modelsOption, networkOption } from "./engine.ts";
import { EXIT, UsageError } from "./errors.ts";
import { listenForInterruption } from "./interruption.ts";
import { processTerminal } from "./terminal.ts";
import type { WatchRequest } from "./watchLive.ts";

const AFTER_HELP = `
Prints a line when the driver's state changes, an event begins or an alert is due. Frames that arrive during an
analysis are dropped, except for the newest one, so that the output never lags. When no new image comes for 2 s, a
warning says so, and the driver's state is unknown until one comes.

Examples:
  vigil watch --camera /dev/video0 --size 640x480
  vigil watch rtsp://192.168.1.20/stream --out drive
  vigil watch rtsp://192.168.1.20/stream --reconnect --timeout 10
  ffmpeg -f v4l2 -i /dev/video0 -f mjpeg - | vigil watch -

Not a certified safety system.
Exit codes: 0 the stream ended; 1 it fell silent and was given up; 2 it could not be opened; 130 stopped by Ctrl-C
(the results up to then are complete); 141 nobody read the lines any more, as after | head (results complete too).`;

/** Adds `watch` to the program. @param loadEngine tests pass a fake. Default: the shipped networks. */
export function registerWatch(
  program: Command,
  loadEngine: EngineLoader = loadShippedEngine,
): void {
  const command = program
    .command("watch")
    .summary("watch a driver in live video and print state changes, events and alerts")
    .description(
      "Watches a driver through a camera, an address or a stream from standard input, and prints the driver's state, events and alerts as they occur.",
    )
    .argument("[source]", "an address such as rtsp://…, or - for standard input")
    .option("--camera <device>", "a camera: /dev/video0; on macOS its number, on Windows its name")
    .option("--size <WxH>", "the size to request from the camera, such as 640x480", size)
    .option("--rate <n>", "the frame rate to request from the camera", positive)
    .option("-o, --out <dir>", "also write the results of the session into this folder")
    .option(
      "--rotate <length>",
      "with --out: a folder for each 1h, 30min …, cut by the clock, complete in itself",
      duration,
    )
    .option("--video", "with --out: also write the video with the results drawn over it")
    .option("--fps <n>", "the maximum number of analysed frames per second", positive)
    .option(
      "--reconnect",
      "open a source again whenever it ends, breaks off or falls silent, after 1, 2, 4 … 30 s",
    )
    .option("--max-side <px>", "scale frames down to this longer side", atLeastOne)
    .option(
      "--timeout <s>",
      "give up a camera or an address that sends no image for so many seconds (default: 60, and 15 at the start)",
      positive,
    )
    .option(
      "--max-faces <n>",
      "the maximum number of faces in a frame: those with the highest scores",
      atLeastOne,
    )
    .option(
      "--min-score <s>",
      "drop faces with a lower score, 0 to 1 (default: the model's threshold)",
      share,
    )
    .option("--focal <px>", "the camera's focal length in pixels (default: assumed)", positive)
    .addOption(modelsOption())
    .addOption(networkOption())
    .option("--no-eyes", "judge eyes by landmarks alone, without the eye-state network")
    .option("--second-pass", "localise landmarks again in a better window (default)")
    .option("--no-second-pass", "a single pass: faster, less accurate on rotated heads")
    .option("-q, --quiet", "print alerts, warnings and errors only")
    .addHelpText("after", AFTER_HELP);
  addDriverOptions(command).action(async (source: string | undefined, options: WatchOptions) => {
    const { watchLive } = await import("./watchLive.ts");
    const interruption = listenForInterruption();
    try {
      const input = inputOf(source, options);
      if (options.rotate !== undefined && options.out === undefined) {
        throw new UsageError("--rotate needs a folder for the results: add --out DIR.");
      }
      const driver = await readDriverOptions(options);
      const request = { video: false, quiet: false, ...options, ...driver, input };
      const stop = new AbortController();
      interruption.signal.addEventListener("abort", () => stop.abort());
      // Lines are what watch is for: without a reader, as after `| head`, it closes its files and ends.
      let isRead = true;
      process.stdout.once("error", () => {
        isRead = false;
        stop.abort();
      });
      const context = { terminal: processTerminal(), loadEngine, stop: stop.signal };
      const code = await watchLive(request, context);
      process.exitCode = isRead ? code : EXIT.outputClosed;
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

/** The source of the video. @throws {UsageError} unless exactly one source is given. */
function inputOf(
  source: string | undefined,
  { camera, size, rate, reconnect }: WatchOptions,
): LiveInput {
  if ((source === undefined) === (camera === undefined)) {
    throw new UsageError(
      "Name what to watch: --camera DEVICE, an address, or - for standard input.",
    );
  }
  if (camera !== undefined) {
    return { camera, size, frameRate: rate };
  }
  if (source === "-" && reconnect) {
    throw new UsageError("Standard input cannot be opened again: leave out --reconnect.");
  }
  if (source === "-") return { stream: process.stdin };
  if (source?.includes("://")) return { address: source };
  const advice = "a file is analysed with vigil analyze, a camera is named with --camera";
  throw new UsageError(`${source} is not an address; ${advice}.`);
}

function size(text: string): string {
  if (/^\d+x\d+$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a width and a height, such as 640x480.");
}
