// `vigil fleet status`, and the fleet's report.

import { join } from "node:path";
import { clockText, durationText } from "../../src/formats/timeText.ts";
import { causeText } from "../fleet/causes.ts";
import { nameReader } from "../fleet/names.ts";
import { fleetPage } from "../fleet/reportPage.ts";
import { groupsCsv, videosCsv } from "../fleet/reportTables.ts";
import {
  type FleetSummary,
  summarizeFleet,
  totalsOf,
  type VideoSummary,
} from "../fleet/summary.ts";
import { writeWhole } from "../wholeFile.ts";
import { EXIT } from "./errors.ts";
import type { StatusFlags } from "./fleet.ts";
import type { FleetContext } from "./fleetContext.ts";
import { createFolder } from "./outputFolder.ts";
import { count } from "./terminal.ts";

/** Failed videos that are listed one by one. */
const LISTED = 20;

/** @returns the exit code. */
export async function status(
  { names, report, json = false }: StatusFlags,
  { fleet, terminal }: FleetContext,
): Promise<number> {
  if (names !== undefined) nameReader(names);
  const summary = await summarizeFleet(fleet, names);
  if (json) terminal.out(`${JSON.stringify(summary, null, 2)}\n`);
  else terminal.out(textOf(summary));
  if (report !== undefined) {
    await createFolder(report);
    await writeWhole(join(report, "fleet.html"), fleetPage(summary, new Date()));
    await writeWhole(join(report, "fleet-videos.csv"), videosCsv(summary));
    await writeWhole(join(report, "fleet-groups.csv"), groupsCsv(summary));
    if (!json) terminal.out(`The report is in ${report}/fleet.html.\n`);
  }
  return EXIT.ok;
}

function textOf({ videos, active, attempts, videosPerHour }: FleetSummary): string {
  const inState = (state: VideoSummary["state"]): number =>
    videos.filter((video) => video.state === state).length;
  const totals = totalsOf(videos);
  const left = inState("waiting") + inState("active");
  const pace =
    videosPerHour === null
      ? []
      : [
          `${videosPerHour.toFixed(1)} videos an hour`,
          ...(left > 0 ? [`${durationText((3600 * left) / videosPerHour)} left`] : []),
        ];
  const lines = [
    `${count(videos.length, "video")}: ${inState("done")} done, ${active.length} worked on, ${inState("waiting")} waiting, ${inState("failed")} failed`,
    [`${totals.hours.toFixed(2)} h of video analysed`, ...pace].join(" · "),
    ...active.map(
      ({ name, worker, seconds, since }) =>
        `  ${name}: at ${clockText(seconds, 0)}, ${worker}, for ${durationText(since)}`,
    ),
    ...(attempts.length > 0 ? ["Attempts without a result:"] : []),
    ...attempts.map(({ cause, count, reason }) => `  ${count} × ${causeText(cause)}: ${reason}`),
    ...failedLines(videos),
  ];
  return `${lines.join("\n")}\n`;
}

function failedLines(videos: readonly VideoSummary[]): string[] {
  const failed = videos.filter(({ state }) => state === "failed");
  if (failed.length === 0) return [];
  const more = failed.length - LISTED;
  return [
    "Failed videos (vigil fleet submit --retry-failed tries them again):",
    ...failed.slice(0, LISTED).map(({ attempts, cause = "other", reason }) => {
      return `  ${reason} (${causeText(cause)}, ${count(attempts, "attempt")})`;
    }),
    ...(more > 0 ? [`  and ${more} more, which --report lists`] : []),
  ];
}
