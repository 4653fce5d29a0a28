// Analyses what it is given, images first, then one video after the other; what fails does not stop the rest.

import { analyzeImages } from "./analyzeImages.ts";
import { analyzeVideos } from "./analyzeVideos.ts";
import type { DriverSettings } from "./driverOptions.ts";
import { type EngineLoader, loadOrExplain } from "./engine.ts";
import { EXIT } from "./errors.ts";
import { findInputs, nameForResults } from "./inputs.ts";
import { outputStems } from "./outputs.ts";
import type { Run } from "./run.ts";
import { count, type Failure, type Terminal } from "./terminal.ts";

/** What `vigil analyze` was asked to do. */
export interface AnalyzeRequest extends DriverSettings {
  readonly paths: readonly string[];
  readonly out: string;
  readonly recursive: boolean;
  readonly pts: boolean;
  readonly image: boolean;
  readonly quiet: boolean;
  readonly secondPass: boolean;
  /** Whether to write annotated videos. */
  readonly video: boolean;
  /** Whether to write tables of all faces of a video, not of the driver alone. */
  readonly allFaces: boolean;
  readonly maxFaces?: number;
  readonly minScore?: number;
  /** Focal length in pixels, the same for all images and videos. Default: assumed from each one's size. */
  readonly focal?: number;
  /** Part of a video, seconds; at most so many frames a second of it, reduced to so many pixels. */
  readonly start?: number;
  readonly end?: number;
  readonly fps?: number;
  readonly maxSide?: number;
  /** How many a second, where images are the frames of a video. */
  readonly frameRate?: number;
  /** Folder of the weights. Default: the package's own. */
  readonly models?: string;
}

/** What the command stands on; tests put their own here. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly loadEngine: EngineLoader;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
}

/**
 * Runs `vigil analyze`.
 *
 * @returns the exit code, see `EXIT`.
 * @throws {UsageError} when the request cannot be carried out at all.
 */
export async function analyzeFiles(
  request: AnalyzeRequest,
  { terminal, loadEngine, stop }: Surroundings,
): Promise<number> {
  const { images, videos, failures: notFound } = await findInputs(request.paths, request);
  const failures: Failure[] = [...notFound];
  const damaged: Failure[] = [];
  const done = { images: 0, videos: 0, faces: 0 };
  const total = images.length + videos.length;
  if (total > 0) {
    // One list of names, so that an image's results and a video's never go to the same place.
    const stems = outputStems([...images, ...videos.map(nameForResults)]);
    const stemmed = <Input>(input: Input, i: number): Input & { readonly stem: string } => ({
      ...input,
      stem: stems[i] ?? "",
    });
    const engine = await loadOrExplain(loadEngine, request.models);
    const inputs = [...images, ...videos.map(({ path }) => path)];
    const run: Run = { request, engine, terminal, stop, failures, damaged, inputs };
    try {
      if (images.length > 0) {
        Object.assign(
          done,
          await analyzeImages(run, images.map((path) => ({ path })).map(stemmed)),
        );
      }
      const rest = videos.map((video, i) => stemmed(video, images.length + i));
      done.videos = await analyzeVideos(run, rest);
    } finally {
      await engine.dispose();
    }
  }
  return conclude(
    request,
    terminal,
    done,
    { images: images.length, videos: videos.length },
    { failures, damaged },
    stop.aborted,
  );
}

/** How much there was to do, or has been done. */
interface Amounts {
  readonly images: number;
  readonly videos: number;
}

function conclude(
  { out, quiet }: AnalyzeRequest,
  terminal: Terminal,
  done: Amounts & { readonly faces: number },
  total: Amounts,
  { failures, damaged }: Pick<Run, "failures" | "damaged">,
  stopped: boolean,
): number {
  if (!quiet && done.images > 0) {
    terminal.out(
      `${count(done.images, "image")} analysed, ${count(done.faces, "face")} found; results in ${out}\n`,
    );
  }
  const list = (what: string, inputs: readonly Failure[]): void => {
    if (inputs.length === 0) return;
    terminal.err(`${count(inputs.length, "input")} ${what}:\n`);
    for (const { message } of inputs) terminal.err(`  ${message}\n`);
  };
  list("could not be analysed", failures);
  list("could be analysed in part only", damaged);
  if (stopped) {
    const parts = (["images", "videos"] as const)
      .filter((kind) => total[kind] > 0)
      .map((kind) => `${done[kind]} of ${total[kind]} ${kind}`);
    terminal.err(`Stopped after ${parts.join(" and ")}; what is written is complete.\n`);
    return EXIT.interrupted;
  }
  return failures.length + damaged.length > 0 ? EXIT.someFailed : EXIT.ok;
}
