// `vigil watch`: command-line options and help.

import type { Command } from "commander";
import { errorMessage } from "../../src/errorMessage.ts";
import type { LiveInput } from "../video/openLive.ts";
import { atLeastOne, duration, frameSize, positive, share } from "./arguments.ts";
import {
  addDriverOptions,
  type DriverFlags,
  type DriverSettings,
  readDriverOptions,
} from "./driverOptions.ts";
import { type CommandContext, type EngineLoader, loadShippedEngine } from "./engine.ts";
import { EXIT, UsageError } from "./errors.ts";
import { listenForInterruption } from "./interruption.ts";
import { processTerminal } from "./terminal.ts";
import { addFaceOptions } from "./videoOptions.ts";
import type { WatchContext, WatchRequest } from "./watchLive.ts";
import { type CameraProgress, NO_STATUS, openStatus, type StatusOptions } from "./watchStatus.ts";

const AFTER_HELP = `
Prints a line when the driver's state changes, an event begins or an alert is due. Frames that arrive during an
analysis are dropped, except for the newest one, so that the output never lags. When no new image comes for 2 s, a
warning says so, and the driver's state is unknown until one comes. Several sources are watched by a process each, which
is started again when it ends or hangs; each has its own folder in DIR.

Examples:
  vigil watch --camera /dev/video0 --size 640x480
  vigil watch rtsp://192.168.1.20/stream --out drive
  vigil watch rtsp://192.168.1.20/stream --reconnect --timeout 10 --out cab --rotate 1h
  vigil watch --config cameras.json --out results
  ffmpeg -f v4l2 -i /dev/video0 -f mjpeg - | vigil watch -

Not a certified safety system.
Exit codes: 0 the stream ended; 1 it fell silent and was given up, or one of several cameras was; 2 it could not be opened,
or none of several; 130 stopped by Ctrl-C (the results up to then are complete); 141 nobody read the lines any more, as after | head (results complete too).`;

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
    .argument("[sources...]", "addresses such as rtsp://…, or - for standard input")
    .option(
      "--camera <device>",
      "a camera: /dev/video0; on macOS its number, on Windows its name; several times for several",
      (device: string, before: readonly string[] = []) => [...before, device],
    )
    .option("--config <file>", "a JSON file of cameras, each watched by a process of its own")
    .option("--size <WxH>", "the size to request from the camera, such as 640x480", frameSize)
    .option("--rate <n>", "the frame rate to request from the camera", positive)
    .option("-o, --out <dir>", "also write the results of the session into this folder")
    .option(
      "--rotate <length>",
      "with --out: a folder for each 1h, 30min …, cut by the clock, complete in itself",
      duration,
    )
    .option("--video", "with --out: also write the video with the results drawn over it")
    .option(
      "--status <file>",
      "write a JSON file every 5 s on how each camera goes, for programs that watch over it",
    )
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
    );
  addFaceOptions(command)
    .option("-q, --quiet", "print alerts, warnings and errors only")
    .addHelpText("after", AFTER_HELP);
  addDriverOptions(command).action(async (sources: string[], options: WatchOptions) => {
    const interruption = listenForInterruption();
    try {
      const stop = new AbortController();
      interruption.signal.addEventListener("abort", () => stop.abort());
      // Lines are what watch is for: without a reader, as after `| head`, it closes its files and ends.
      let isRead = true;
      process.stdout.once("error", () => {
        isRead = false;
        stop.abort();
      });
      const context = { terminal: processTerminal(), loadEngine, stop: stop.signal };
      const inputs = inputsOf(sources, options);
      const [only] = inputs;
      const code =
        options.config === undefined && inputs.length === 1 && only !== undefined
          ? await watchOne(only, options, context)
          : await watchSeveral(inputs, givenOptions(command, options), context);
      process.exitCode = isRead ? code : EXIT.outputClosed;
    } finally {
      interruption.done();
    }
  });
}

interface WatchOptions
  extends Omit<WatchRequest, "input" | "video" | "quiet" | "insist" | keyof DriverSettings>,
    DriverFlags {
  readonly video?: boolean;
  readonly quiet?: boolean;
  readonly camera?: readonly string[];
  readonly config?: string;
  readonly status?: string;
  readonly size?: string;
  readonly rate?: number;
}

async function watchOne(
  input: LiveInput,
  options: WatchOptions,
  context: CommandContext,
): Promise<number> {
  if ("stream" in input && options.reconnect) {
    throw new UsageError("Standard input cannot be opened again: leave out --reconnect.");
  }
  if (options.rotate !== undefined && options.out === undefined) {
    throw new UsageError("--rotate needs a folder for the results: add --out DIR.");
  }
  const { nameOfLive, watchLive } = await import("./watchLive.ts");
  const driver = await readDriverOptions(options);
  const { camera: _, status: path, ...rest } = options;
  const request = { video: false, quiet: false, ...rest, ...driver, input };
  if (path === undefined) return watchLive(request, context);
  const name = nameOfLive(input);
  const status = openStatus(path, [name], statusOptions(context));
  let progress: CameraProgress = { frames: 0, silence: 0, stalled: 0, state: null, memory: null };
  const onProgress: WatchContext["onProgress"] = (next) => {
    progress = { ...progress, ...next, memory: process.memoryUsage.rss() };
    status.progress(name, progress);
  };
  try {
    const code = await watchLive(request, { ...context, onProgress });
    status.ends(name, "ended");
    return code;
  } catch (error) {
    status.ends(name, "given-up", errorMessage(error));
    throw error;
  } finally {
    await status.close();
  }
}

function statusOptions({ terminal }: CommandContext): StatusOptions {
  return { warn: (message) => terminal.err(`warning: ${message}\n`) };
}

/** Seconds; the configuration may set others. */
const HANG_AFTER = 60;
const STATUS_EVERY = 60;

async function watchSeveral(
  inputs: readonly LiveInput[],
  options: Partial<WatchOptions>,
  context: CommandContext,
): Promise<number> {
  const { terminal, stop } = context;
  const { camerasOf, readCameras } = await import("./watchConfig.ts");
  const { superviseCameras } = await import("./superviseCameras.ts");
  const { config, status: path, camera: _, size: _size, rate: _rate, ...common } = options;
  if (config !== undefined && inputs.length > 0) {
    throw new UsageError(
      "Name the cameras in the configuration, or on the command line, not both.",
    );
  }
  const {
    cameras,
    hangAfter = HANG_AFTER,
    statusEvery = STATUS_EVERY,
  } = config === undefined ? await camerasOf(inputs, common) : await readCameras(config, common);
  const watched = cameras.map(({ name, request }) => ({ name, request }));
  const quiet = common.quiet ?? false;
  const names = cameras.map(({ name }) => name);
  const status = path === undefined ? NO_STATUS : openStatus(path, names, statusOptions(context));
  const supervising = { terminal, stop, quiet, hangAfter, statusEvery, status };
  return superviseCameras(watched, supervising).finally(status.close);
}

/** The options that stand on the command line, without defaults, which a configuration may change. */
function givenOptions(command: Command, options: WatchOptions): Partial<WatchOptions> {
  const given = Object.entries(options).filter(
    ([name]) => command.getOptionValueSource(name) === "cli",
  );
  return Object.fromEntries(given);
}

/** The sources of the video. @throws {UsageError} unless there is one, or a configuration. */
function inputsOf(
  sources: readonly string[],
  { camera = [], config, size, rate }: WatchOptions,
): LiveInput[] {
  const devices = camera.map((device) => ({ camera: device, size, frameRate: rate }));
  const inputs = [...sources.map(inputOf), ...devices];
  if (inputs.length === 0 && config === undefined) {
    throw new UsageError(
      "Name what to watch: --camera DEVICE, an address, or - for standard input; several, or --config FILE.",
    );
  }
  if (inputs.length > 1 && sources.includes("-")) {
    throw new UsageError("Standard input can only be watched alone.");
  }
  return inputs;
}

function inputOf(source: string): LiveInput {
  if (source === "-") return { stream: process.stdin };
  if (source.includes("://")) return { address: source };
  const advice = "a file is analysed with vigil analyze, a camera is named with --camera";
  throw new UsageError(`${source} is not an address; ${advice}.`);
}
