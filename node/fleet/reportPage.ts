// The fleet's report as one page without scripts or anything loaded from elsewhere.

import { NOT_CERTIFIED } from "../../src/formats/driverWords.ts";
import { escapeHtml } from "../../src/formats/escaping.ts";
import { EVENT_WORDS } from "../../src/formats/eventWords.ts";
import { STYLE } from "../../src/formats/report/style.ts";
import { causeText } from "./causes.ts";
import { EVENT_KINDS, perHour } from "./reportTables.ts";
import {
  byLabel,
  type FleetSummary,
  failuresByCause,
  type Totals,
  totalsOf,
  type VideoSummary,
} from "./summary.ts";

/** Rows of a table of videos; all are in the CSV. */
const LISTED = 200;

/** `fleet.html`. @param made when the report was made. */
export function fleetPage(summary: FleetSummary, made: Date): string {
  const { videos } = summary;
  const all = totalsOf(videos);
  const kinds = EVENT_KINDS.filter((kind) => (all.events[kind] ?? 0) > 0);
  const parts = [
    `<p class="kicker">Vigil · fleet report · ${escapeHtml(made.toISOString().slice(0, 16).replace("T", " "))} UTC</p>`,
    "<h1>Fleet</h1>",
    tiles(summary, all),
    `<p class="notice">${escapeHtml(NOT_CERTIFIED)}</p>`,
    section("Events an hour", kinds.length === 0 ? none("No events.") : eventTable(all, kinds)),
    groupSection("Vehicles", byLabel(videos, "vehicle"), kinds),
    groupSection("Drivers", byLabel(videos, "driver"), kinds),
    section("Failures by cause", failures(summary)),
    damaged(videos),
    "<footer>Hours are those of the analysed video. Content that was submitted twice is counted once.</footer>",
  ];
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Vigil"><title>Fleet</title>
<style>${STYLE}
table { width: 100%; } td, th { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--edge); }
td.n, th.n { text-align: right; } td.share { width: 40%; } td.share i { display: block; height: .8em; border-radius: 2px; }
td.text { overflow-wrap: anywhere; }
</style></head><body><main>
${parts.join("\n")}
</main></body></html>
`;
}

function tiles({ videos, videosPerHour, active }: FleetSummary, all: Totals): string {
  const inState = (state: VideoSummary["state"]): number =>
    videos.filter((video) => video.state === state).length;
  const tile = (value: string, label: string): string =>
    `<li><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></li>`;
  return `<ul class="tiles">${[
    tile(hoursText(all.hours), "hours analysed"),
    tile(String(inState("done")), `of ${videos.length} videos done`),
    tile(String(inState("waiting")), "videos wait"),
    tile(String(active.length), "are worked on"),
    tile(String(inState("failed")), "failed"),
    tile(videosPerHour === null ? "–" : videosPerHour.toFixed(1), "videos an hour"),
  ].join("")}</ul>`;
}

function eventTable(all: Totals, kinds: readonly (keyof typeof EVENT_WORDS)[]): string {
  const greatest = Math.max(...kinds.map((kind) => perHour(all, kind) ?? 0));
  const rows = kinds.map((kind) => {
    const { label, severity } = EVENT_WORDS[kind];
    const rate = perHour(all, kind);
    const width = greatest > 0 ? (100 * (rate ?? 0)) / greatest : 0;
    return `<tr><td>${escapeHtml(label)}</td><td class="n">${all.events[kind]}</td><td class="n">${rateText(rate)}</td><td class="share"><i class="severity${severity}" style="width:${width.toFixed(1)}%"></i></td></tr>`;
  });
  return `<table><thead><tr><th>Event</th><th class="n">number</th><th class="n">an hour</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function groupSection(
  title: string,
  groups: ReadonlyMap<string, readonly VideoSummary[]>,
  kinds: readonly (keyof typeof EVENT_WORDS)[],
): string {
  if (groups.size === 0) return "";
  const heads = kinds.map((kind) => `<th class="n">${escapeHtml(EVENT_WORDS[kind].label)}</th>`);
  const rows = [...groups].map(([name, videos]) => {
    const totals = totalsOf(videos);
    const rates = kinds.map((kind) => `<td class="n">${rateText(perHour(totals, kind))}</td>`);
    const failed = videos.filter(({ state }) => state === "failed").length;
    return `<tr><td class="text">${escapeHtml(name)}</td><td class="n">${totals.videos}</td><td class="n">${failed}</td><td class="n">${hoursText(totals.hours)}</td>${rates.join("")}</tr>`;
  });
  const head = `<tr><th>${escapeHtml(title)}</th><th class="n">videos</th><th class="n">failed</th><th class="n">hours</th>${heads.join("")}</tr>`;
  return section(
    `${title}: events an hour`,
    `<div class="wide"><table><thead>${head}</thead><tbody>${rows.join("")}</tbody></table></div>`,
  );
}

function failures({ videos, attempts }: FleetSummary): string {
  const failed = videos.filter(({ state }) => state === "failed");
  if (failed.length + attempts.length === 0) return none("No attempt has failed.");
  const byCause = failuresByCause(videos);
  const rows = attempts.map(
    ({ cause, count, reason }) =>
      `<tr><td>${escapeHtml(causeText(cause))}</td><td class="n">${byCause.get(cause) ?? 0}</td><td class="n">${count}</td><td class="text">${escapeHtml(reason)}</td></tr>`,
  );
  const list = failed
    .slice(0, LISTED)
    .map(
      ({ name, cause = "other", reason = "" }) =>
        `<tr><td class="text">${escapeHtml(name)}</td><td>${escapeHtml(causeText(cause))}</td><td class="text">${escapeHtml(reason)}</td></tr>`,
    );
  const more =
    failed.length > LISTED ? none(`${failed.length - LISTED} more are in fleet-videos.csv.`) : "";
  return `<div class="wide"><table><thead><tr><th>Cause</th><th class="n">videos</th><th class="n">attempts</th><th>latest reason</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>
${list.length === 0 ? "" : `<h2>Failed videos</h2><div class="wide"><table><thead><tr><th>Video</th><th>Cause</th><th>Reason</th></tr></thead><tbody>${list.join("")}</tbody></table></div>${more}`}`;
}

function damaged(videos: readonly VideoSummary[]): string {
  const rows = videos.flatMap(({ name, result }) =>
    result?.damage === undefined
      ? []
      : `<tr><td class="text">${escapeHtml(name)}</td><td class="text">${escapeHtml(result.damage)}</td></tr>`,
  );
  if (rows.length === 0) return "";
  return section(
    "Analysed in part only",
    `<table><thead><tr><th>Video</th><th>What is missing</th></tr></thead><tbody>${rows.slice(0, LISTED).join("")}</tbody></table>`,
  );
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

function none(text: string): string {
  return `<p class="none">${escapeHtml(text)}</p>`;
}

function hoursText(hours: number): string {
  return hours.toFixed(hours < 0.1 ? 4 : hours < 10 ? 2 : hours < 100 ? 1 : 0);
}

function rateText(rate: number | undefined): string {
  if (rate === undefined) return "–";
  return rate.toFixed(rate < 10 ? 2 : rate < 100 ? 1 : 0);
}
