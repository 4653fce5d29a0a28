// `vigil fleet submit`.

import { resolve } from "node:path";
import { nameReader } from "../fleet/names.ts";
import { findVideos } from "../fleet/sources.ts";
import { type FleetRequest, submitVideos } from "../fleet/submission.ts";
import type { DriverSettings } from "./driverOptions.ts";
import { EXIT } from "./errors.ts";
import type { SubmitFlags } from "./fleet.ts";
import type { FleetContext } from "./fleetContext.ts";
import { createFolder } from "./outputFolder.ts";
import { settingsOf } from "./plan.ts";
import { count } from "./terminal.ts";

/** @returns the exit code. */
export async function submit(
  paths: readonly string[],
  flags: SubmitFlags,
  driver: DriverSettings,
  { fleet, terminal }: FleetContext,
): Promise<number> {
  const { names, retries, retryDelay, recursive = false, retryFailed = false } = flags;
  if (names !== undefined) nameReader(names);
  const results = resolve(flags.out);
  await createFolder(results);
  const found = await findVideos(paths, { recursive });
  const request = requestOf(flags, driver);
  const here = { ...request, models: flags.models, paths: [], out: results, recursive: false };
  const { video: settings } = await settingsOf(here);
  const accepted = await submitVideos(fleet, found.videos, {
    ...{ request, settings, results, names, retryFailed },
    send: { retries, retryDelay },
  });
  const { added, known, changed, retried } = accepted;
  const parts = [
    `${count(added, "video")} submitted${changed > 0 ? `, ${changed} of them changed` : ""}`,
    ...(known > 0 ? [`${known} known before`] : []),
    ...(retried > 0 ? [`${retried} failed before and are tried again`] : []),
    ...(found.images > 0 ? [`${count(found.images, "image")} left to vigil analyze`] : []),
  ];
  terminal.out(`${parts.join("; ")}; results will be in ${results}\n`);
  for (const { message } of found.failures) terminal.err(`  ${message}\n`);
  return found.failures.length > 0 ? EXIT.someFailed : EXIT.ok;
}

function requestOf(flags: SubmitFlags, driver: DriverSettings): FleetRequest {
  const { maxFaces, minScore, start, end, fps, maxSide, focal, network, eyes, gaze } = flags;
  const { secondPass, checkpointEvery, video = false, allFaces = false } = flags;
  return {
    ...driver,
    ...{ maxFaces, minScore, start, end, fps, maxSide, focal, network, eyes, gaze },
    ...{ secondPass, checkpointEvery, video, allFaces },
    ...{ image: false, pts: false, quiet: true },
  };
}
