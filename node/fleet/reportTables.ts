// The fleet's report as CSV: one row a video, and one row a vehicle and a driver.

import { type CsvColumn, csvHeader, csvRow } from "../../src/formats/csv.ts";
import { EVENT_WORDS } from "../../src/formats/eventWords.ts";
import { byLabel, type FleetSummary, type Totals, totalsOf, type VideoSummary } from "./summary.ts";

/** The kinds of events, in the order of tables. */
export const EVENT_KINDS = Object.keys(EVENT_WORDS) as (keyof typeof EVENT_WORDS)[];

const VIDEO_COLUMNS: readonly CsvColumn<VideoSummary>[] = [
  { name: "video", value: ({ name }) => name },
  { name: "vehicle", value: ({ labels }) => labels.vehicle },
  { name: "driver", value: ({ labels }) => labels.driver },
  { name: "state", value: ({ state }) => state },
  { name: "attempts", value: ({ attempts }) => attempts },
  { name: "cause", value: ({ cause }) => cause },
  { name: "reason", value: ({ reason }) => reason },
  { name: "results", value: ({ result }) => result && `${result.results}/${result.folder}` },
  { name: "same_content_as_another", value: ({ result }) => result?.shared },
  { name: "damage", value: ({ result }) => result?.damage },
  { name: "finished", value: ({ result }) => result?.finished.toISOString() },
  { name: "seconds", value: ({ result }) => result && Math.round(1000 * result.seconds) / 1000 },
  ...EVENT_KINDS.map((kind) => ({
    name: kind.replaceAll("-", "_"),
    value: ({ result }: VideoSummary) => result && (result.events[kind] ?? 0),
  })),
];

/** `fleet-videos.csv`. */
export function videosCsv({ videos }: FleetSummary): string {
  return csvHeader(VIDEO_COLUMNS) + videos.map((video) => csvRow(VIDEO_COLUMNS, video)).join("");
}

interface GroupRow {
  readonly label: string;
  readonly name: string;
  readonly totals: Totals;
}

const GROUP_COLUMNS: readonly CsvColumn<GroupRow>[] = [
  { name: "of", value: ({ label }) => label },
  { name: "name", value: ({ name }) => name },
  { name: "videos", value: ({ totals }) => totals.videos },
  { name: "hours", value: ({ totals }) => Number(totals.hours.toFixed(6)) },
  ...EVENT_KINDS.flatMap((kind) => {
    const name = kind.replaceAll("-", "_");
    return [
      { name, value: ({ totals }: GroupRow) => totals.events[kind] ?? 0 },
      { name: `${name}_per_hour`, value: ({ totals }: GroupRow) => perHour(totals, kind) },
    ];
  }),
];

/** `fleet-groups.csv`: all, each vehicle, each driver. */
export function groupsCsv({ videos }: FleetSummary): string {
  const groups = (["vehicle", "driver"] as const).flatMap((label) =>
    [...byLabel(videos, label)].map(([name, own]) => ({ label, name, totals: totalsOf(own) })),
  );
  const rows = [{ label: "all", name: "", totals: totalsOf(videos) }, ...groups];
  return csvHeader(GROUP_COLUMNS) + rows.map((row) => csvRow(GROUP_COLUMNS, row)).join("");
}

/** Events an hour, rounded to thousandths; undefined without any hours. */
export function perHour({ hours, events }: Totals, kind: string): number | undefined {
  return hours > 0 ? Math.round((1000 * (events[kind] ?? 0)) / hours) / 1000 : undefined;
}
