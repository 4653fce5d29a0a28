// A session's report as one HTML page. It needs no network and no other file, and no script for the first view.

import * as z from "zod";
import { check, mustBe } from "../options.ts";
import { NOT_CERTIFIED } from "./driverWords.ts";
import { escapeHtml, jsonForScript, oneLine } from "./escaping.ts";
import { checkSessionEvents, type SessionEvents } from "./eventsJson.ts";
import type { TimeGap } from "./gaps.ts";
import { blinksHtml, eventTableHtml, measureTableHtml } from "./report/eventTable.ts";
import { factsHtml, tilesHtml } from "./report/facts.ts";
import { lookTableHtml } from "./report/lookTable.ts";
import { encodePage } from "./report/pageData.ts";
import { PAGE_SCRIPT } from "./report/pageScript.generated.ts";
import { axisHtml, timelineHtml } from "./report/plots.ts";
import { type RecordedSeries, seriesSchema } from "./report/recordSeries.ts";
import { STYLE } from "./report/style.ts";
import { type Timeline, timelineOf } from "./report/timeline.ts";
import { clockText } from "./timeText.ts";

/** What a report is made of. */
export interface ReportData extends SessionEvents {
  /** From `recordSeries`. */
  readonly series: RecordedSeries;
  /** Images at the events: `data:` addresses of JPEG, PNG or WebP by the event's id. */
  readonly images: ReadonlyMap<number, string>;
}

const imagesSchema = z.custom<ReportData["images"]>(
  (value) => Object.prototype.toString.call(value) === "[object Map]",
  mustBe("a Map from the event's id to an image"),
);

/** Nothing may be fetched, whatever the page contains. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

const HINT = "Point at the plots, or reach them with Tab and use the arrow keys.";

/**
 * The text of an HTML file.
 *
 * Times count from the source's origin. Unknown values are gaps in the lines with a shade, never zero. All texts from
 * outside are escaped.
 *
 * @throws {RangeError} naming the first malformed value of the session.
 * @example
 * const source = { file: "drive.mp4", models: [], profile: profiles.default };
 * const end = { frames: 0, firstTimestamp: null, lastTimestamp: null, stopped: null };
 * const series = recordSeries().series();
 * const html = reportHtml({ source, end, events: [], alerts: [], series, images: new Map() });
 * html.slice(0, 15); // "<!doctype html>"
 */
export function reportHtml(data: ReportData): string {
  check(seriesSchema, checkSessionEvents(data).series, "The session's series");
  check(imagesSchema, data.images, "The session's images");
  const { source, end, events, alerts, series, images } = data;
  const { origin = 0 } = source;
  const timeline = timelineOf(series, events, origin, end.gaps);
  const name = oneLine(source.file);
  const title = escapeHtml(name === "" ? "unnamed session" : name);
  const notes = [
    `<p class="notice">${escapeHtml(NOT_CERTIFIED)} What could not be seen is shown as unknown: it counts neither for nor against the driver.</p>`,
    ...(end.stopped === null
      ? []
      : [
          `<p class="notice stopped"><b>Incomplete.</b> ${escapeHtml(sentence(end.stopped))}${end.lastTimestamp === null ? "" : ` The last frame is at ${clockText(end.lastTimestamp - origin, 1)}.`}</p>`,
        ]),
    ...gapNotes(end.gaps ?? [], origin),
    ...(series.outOfOrder === 0
      ? []
      : [
          `<p class="notice">${series.outOfOrder} frames whose time was not later than the one before are not in the plots.</p>`,
        ]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Vigil">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Driver report: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">Driver report by Vigil</p>
<h1>${title}</h1>
${notes.join("\n")}
${tilesHtml(data, timeline)}
</header>
<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">Over time</h2>
${end.frames === 0 ? "<p>No frame was analysed.</p>" : plotsHtml(timeline, series)}
</section>
<section aria-labelledby="looks-title">
<h2 id="looks-title">Where the driver looked</h2>
${lookTableHtml(series.looks, origin)}
</section>
<section aria-labelledby="events-title">
<h2 id="events-title">Events</h2>
${eventTableHtml(events, alerts, images, origin)}
${blinksHtml(events, origin)}
</section>
<section aria-labelledby="facts-title">
<h2 id="facts-title">About this session</h2>
${factsHtml(data)}
</section>
<footer>${escapeHtml(NOT_CERTIFIED)}</footer>
</main>
${end.frames === 0 ? "" : scriptsHtml(timeline, series)}
</body>
</html>
`;
}

/** So many gaps are listed; the others are counted. */
const LISTED_GAPS = 12;

/** The times without images, the longest ones first when there are many. */
function gapNotes(gaps: readonly TimeGap[], origin: number): string[] {
  if (gaps.length === 0) return [];
  const length = ({ from, to }: TimeGap): number => to - from;
  const all = gaps.reduce((sum, gap) => sum + length(gap), 0);
  const longest = [...gaps].sort((p, q) => length(q) - length(p)).slice(0, LISTED_GAPS);
  const listed = gaps
    .filter((gap) => longest.includes(gap))
    .map(({ from, to }) => {
      return `${clockText(from - origin, 1)} – ${clockText(to - origin, 1)} (${(to - from).toFixed(1)} s)`;
    });
  const rest = gaps.length - listed.length;
  const more = rest === 0 ? "" : `, and ${rest} shorter`;
  const what = `<b>No images were analysed</b> for ${all.toFixed(1)} s: ${listed.join(", ")}${more}.`;
  return [
    `<p class="notice gaps">${what} Nothing is known of the driver in these times; they count as neither attentive nor away, eyes as neither open nor closed.</p>`,
  ];
}

function sentence(text: string): string {
  const line = oneLine(text);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.!?]$/.test(line) ? "" : "."}`;
}

const LEGEND = `<p class="legend">
<span><i style="background:var(--unknown)"></i>unknown: could not be judged, or no frames</span>
<span><i style="background:var(--degraded);opacity:.5"></i>view degraded, driver absent</span>
<span><i style="background:var(--grave);opacity:.5"></i>serious event</span>
<span><i class="severity0"></i>ordinary</span><span><i class="severity1"></i>sign</span>
<span><i class="severity2"></i>serious</span><span><i class="severity3"></i>grave</span>
</p>`;

function plotsHtml(timeline: Timeline, series: RecordedSeries): string {
  const { from, to } = timeline.view;
  const range = `aria-valuemin="${from.toFixed(2)}" aria-valuemax="${to.toFixed(2)}" aria-valuenow="${from.toFixed(2)}"`;
  return `${LEGEND}
<div class="bar"><div class="tools">
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
<button type="button" data-zoom="out" aria-label="Zoom out">−</button>
<button type="button" data-zoom="whole" disabled>Whole session</button>
<span class="at">${HINT}</span>
</div><div class="axis" aria-hidden="true">${axisHtml(timeline)}</div></div>
<div class="rows" tabindex="0" role="slider" aria-label="Time" ${range} aria-valuetext="${clockText(from, 1)}">
${timelineHtml(timeline, series)}
</div>
<p class="hint"><small>Drag over the plots to zoom in; double-click or Escape shows all. Keys: arrows, Page Up and Down, Home, End, + and −. Angles are against the driver's own neutral direction, those of the eyes with the head's added: yaw positive to the image's right, pitch positive up.</small></p>
${measureTableHtml(timeline, series)}`;
}

function scriptsHtml(timeline: Timeline, series: RecordedSeries): string {
  return `<script type="application/json" id="data">${jsonForScript(encodePage(timeline, series, HINT))}</script>
<script>${PAGE_SCRIPT}</script>`;
}
