// The report's tables: events with their images and alerts, ordinary blinks, and the measures over time in numbers.

import type { DriverAlert, DriverEvent } from "../../report.ts";
import { alertText, detailText } from "../driverWords.ts";
import { escapeHtml, oneLine } from "../escaping.ts";
import { EVENT_WORDS } from "../eventWords.ts";
import { clockText } from "../timeText.ts";
import type { RecordedSeries } from "./recordSeries.ts";
import { type Plot, type Timeline, valueText } from "./timeline.ts";

const IMAGE = /^data:image\/(jpeg|png|webp);base64,[A-Za-z0-9+/]+=*$/;

/**
 * The table of events; ordinary blinks are not in it.
 *
 * @param images `data:` addresses of JPEG, PNG or WebP images by the event's id; others are left out.
 */
export function eventTableHtml(
  events: readonly DriverEvent[],
  alerts: readonly DriverAlert[],
  images: ReadonlyMap<number, string>,
  origin: number,
): string {
  const listed = events.filter(({ kind }) => EVENT_WORDS[kind].severity > 0);
  if (listed.length === 0) return `<p>None besides blinks.</p>`;
  const rows = listed.map((event) =>
    eventRow(
      event,
      alerts.filter((alert) => alert.event === event.id),
      images.get(event.id),
      origin,
    ),
  );
  const names = ["Image", "Time", "Event", "Length", "Sure", "Seen in", "More"];
  const head = names.map((name) => `<th role="columnheader" scope="col">${name}</th>`).join("");
  return `<table class="events" role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">
${rows.join("\n")}
</tbody></table>`;
}

function eventRow(
  event: DriverEvent,
  alerts: readonly DriverAlert[],
  thumbnail: string | undefined,
  origin: number,
): string {
  const { id, kind, start, end, confidence, evidence, detail } = event;
  const { label, severity } = EVENT_WORDS[kind];
  const time = clockText(start - origin, 1);
  const image =
    thumbnail !== undefined && IMAGE.test(thumbnail)
      ? `<img loading="lazy" decoding="async" src="${thumbnail}" alt="The driver during ${escapeHtml(`${label.toLowerCase()} at ${time}`)}">`
      : `<span class="none">no image</span>`;
  const more = [
    ...(detail === undefined ? [] : [oneLine(detailText(detail))]),
    ...alerts.map(
      (alert) =>
        `${alert.level[0]?.toUpperCase()}${alert.level.slice(1)} at ${clockText(alert.timestamp - origin, 1)}: ${oneLine(alertText(alert))}`,
    ),
  ];
  const cells = [
    ["image", image],
    ["time", `<button type="button" data-event="${id}">${time}</button>`],
    ["kind", `<span class="mark severity${severity}"></span>${escapeHtml(label)}`],
    ["length", end === null ? "lasts at the end" : `${(end - start).toFixed(1)} s`],
    ["sure", `${Math.round(100 * confidence)} %`],
    ["seen", `${evidence.valid} of ${evidence.frames} frames`],
    ["more", more.map((text) => `<span>${escapeHtml(text)}</span>`).join("")],
  ];
  const row = cells.map(([name, cell]) => `<td role="cell" class="${name}">${cell}</td>`);
  return `<tr role="row" id="event-${id}">${row.join("")}</tr>`;
}

/** Ordinary blinks, folded away: there are hundreds in an hour. */
export function blinksHtml(events: readonly DriverEvent[], origin: number): string {
  const blinks = events.filter(({ kind }) => EVENT_WORDS[kind].severity === 0);
  if (blinks.length === 0) return "";
  const items = blinks.map(({ start, end }) => {
    const length = end === null ? "" : ` <small>${Math.round(1000 * (end - start))} ms</small>`;
    return `<li>${clockText(start - origin, 1)}${length}</li>`;
  });
  return `<details><summary>Ordinary blinks: ${blinks.length}</summary><ul class="blinks">${items.join("")}</ul></details>`;
}

const INTERVALS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MOST_ROWS = 60;

/** The plots in numbers: what each measure reached in each interval of time. */
export function measureTableHtml(timeline: Timeline, series: RecordedSeries): string {
  const { from, to } = timeline.view;
  const interval =
    INTERVALS.find((each) => (to - from) / each <= MOST_ROWS) ?? (to - from) / MOST_ROWS;
  const intervalsOf = new Map<number, number[]>();
  for (const [i, time] of timeline.first.entries()) {
    const row = Math.floor((time - from) / interval);
    const intervals = intervalsOf.get(row);
    if (intervals) intervals.push(i);
    else intervalsOf.set(row, [i]);
  }
  const count = Math.ceil((to - from) / interval);
  const rows = Array.from({ length: count }, (_, row) => {
    const intervals = intervalsOf.get(row) ?? [];
    const start = from + row * interval;
    const times = `${clockText(start, 0)} – ${clockText(Math.min(to, start + interval), 0)}`;
    const cells = [
      judgedText(series, intervals),
      ...timeline.plots.map((plot) => rangeText(series, plot, intervals)),
    ];
    return `<tr><th scope="row">${times}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const names = ["Time", "Eyes judged", ...timeline.plots.map(({ label }) => label)];
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  return `<details><summary>The plots in numbers: least and greatest value in each interval</summary><div class="wide"><table class="numbers"><thead><tr>${head}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div></details>`;
}

function judgedText({ frames, eyesJudged }: RecordedSeries, intervals: readonly number[]): string {
  const sum = (of: readonly number[]): number => intervals.reduce((s, i) => s + (of[i] ?? 0), 0);
  const all = sum(frames);
  return all === 0 ? "no frames" : `${Math.floor((100 * sum(eyesJudged)) / all)} % of frames`;
}

function rangeText({ measures }: RecordedSeries, plot: Plot, intervals: readonly number[]): string {
  const { least, greatest } = measures[plot.measure];
  const lows = intervals.map((i) => least[i] ?? null).filter((value) => value !== null);
  const highs = intervals.map((i) => greatest[i] ?? null).filter((value) => value !== null);
  if (lows.length === 0) return `<span class="none">unknown</span>`;
  const low = valueText(Math.min(...lows), plot);
  const high = valueText(Math.max(...highs), plot);
  return escapeHtml(low === high ? low : `${low} … ${high}`);
}
