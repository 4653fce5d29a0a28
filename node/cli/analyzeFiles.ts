// `vigil analyze`: images first, then one video after the other. A failed input does not stop the rest.

import { analyzeImages } from "./analyzeImages.ts";
import type { AnalyzeRequest, AnalyzeRun } from "./analyzeRun.ts";
import { analyzeVideos } from "./analyzeVideos.ts";
import { type CommandContext, loadOrExplain } from "./engine.ts";
import { EXIT } from "./errors.ts";
import { findInputs, nameForResults } from "./inputs.ts";
import { lockOutput, outputStems } from "./outputFolder.ts";
import { count, type Failure, type Terminal } from "./terminal.ts";

/**
 * Runs `vigil analyze`.
 *
 * @returns the exit code, see `EXIT`.
 * @throws {UsageError} when the request cannot be carried out at all, for instance without models.
 */
export async function analyzeFiles(
  request: AnalyzeRequest,
  { terminal, loadEngine, stop }: CommandContext,
): Promise<number> {
  const { images, videos, failures: notFound } = await findInputs(request.paths, request);
  const failures: Failure[] = [...notFound];
  const damaged: Failure[] = [];
  const done = { images: 0, videos: 0, faces: 0 };
  const total = images.length + videos.length;
  if (total > 0) {
    // One list of names, so that the results of an image and of a video never collide.
    const stems = outputStems([...images, ...videos.map(nameForResults)]);
    const stemmed = <Input>(input: Input, i: number): Input & { readonly stem: string } => ({
      ...input,
      stem: stems[i] ?? "",
    });
    const engine = await loadOrExplain(loadEngine, request);
    const lock = await lockOutput(request.out);
    const inputs = [...images, ...videos.map(({ path }) => path)];
    const run: AnalyzeRun = { request, engine, terminal, stop, failures, damaged, inputs };
    try {
      if (images.length > 0) {
        const named = images.map((path) => ({ path })).map(stemmed);
        Object.assign(done, await analyzeImages(run, named));
      }
      const rest = videos.map((video, i) => stemmed(video, images.length + i));
      done.videos = await analyzeVideos(run, rest);
    } finally {
      await lock.release();
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

/** Numbers of images and videos. */
interface Amounts {
  readonly images: number;
  readonly videos: number;
}

function conclude(
  { out, quiet }: AnalyzeRequest,
  terminal: Terminal,
  done: Amounts & { readonly faces: number },
  total: Amounts,
  { failures, damaged }: Pick<AnalyzeRun, "failures" | "damaged">,
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
