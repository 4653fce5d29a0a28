// A progress bar on standard error for people at a terminal; silent in pipes and logs.

import { Presets, SingleBar } from "cli-progress";

export interface ProgressBar {
  update(done: number): void;
  stop(): void;
}

/** Starts a bar that counts `unit`s up to `total`; where standard error is no terminal it shows nothing. */
export function startProgressBar(total: number, unit: string): ProgressBar {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      format: `{bar} {value}/{total} ${unit}, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
