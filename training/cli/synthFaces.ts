// Renders random faces as a data set, with the time that it takes.

import { resolve } from "node:path";
import { EXIT, UsageError } from "../../node/cli/errors.ts";
import { listenForInterruption } from "../../node/cli/interruption.ts";
import { startProgress, type Terminal } from "../../node/cli/terminal.ts";
import { durationText } from "../../src/formats/timeText.ts";
import type { Renderer } from "../synthetic/renderer.ts";
import { renderFaces } from "../synthetic/renderFaces.ts";

/** What `vigil synth faces` was asked. */
export interface SynthFacesRequest {
  readonly count: number;
  readonly seed: number;
  readonly out: string;
  readonly size: number;
  readonly passes: number;
  readonly workers: number;
  readonly quiet?: boolean;
  readonly open: () => Promise<Renderer>;
}

/**
 * Renders the faces that are missing.
 *
 * @returns the exit code.
 * @throws {UsageError} when nothing can be rendered as asked.
 */
export async function synthFaces(request: SynthFacesRequest, terminal: Terminal): Promise<number> {
  const { count, out, size, passes } = request;
  if (count < 1) throw new UsageError("Say with --count how many faces to render: 1 or more.");
  if (size < 64 || passes < 1) {
    throw new UsageError("A face needs a --size of 64 pixels or more and one of the --passes.");
  }
  const interruption = listenForInterruption();
  const progress = startProgress(terminal, count, "faces", { quiet: request.quiet ?? false });
  const started = performance.now();
  let there: number | undefined;
  let rendered: number;
  try {
    rendered = await renderFaces({
      ...request,
      signal: interruption.signal,
      onFaces: (done) => {
        there ??= done;
        for (let k = 0; k < done; k++) progress.advance();
      },
    });
  } finally {
    progress.finish();
    interruption.done();
  }
  const kept = there ?? 0;
  const seconds = (performance.now() - started) / 1000;
  if (rendered > 0) {
    const rate = (60 * rendered) / seconds;
    progress.line(
      `${rendered} faces in ${durationText(seconds)} (${rate.toFixed(1)} a minute, the renderer's start included)`,
    );
  }
  progress.line(`${kept + rendered} of ${count} faces are in ${resolve(out)}`);
  if (kept + rendered === count) return EXIT.ok;
  terminal.err("Stopped; the same command goes on from there.\n");
  return EXIT.interrupted;
}
