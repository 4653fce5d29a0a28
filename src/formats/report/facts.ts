// The report's head and foot: the session in a few figures, and what it was analysed with.

import type { BaselineSamples, DriverEvent, DriverEventKind } from "../../report.ts";
import { escapeHtml, oneLine } from "../escaping.ts";
import type { SessionEvents } from "../eventsJson.ts";
import { EVENT_WORDS } from "../eventWords.ts";
import { clockText } from "../timeText.ts";
import type { RecordedSeries } from "./recordSeries.ts";
import type { Timeline } from "./timeline.ts";

interface Session extends SessionEvents {
  readonly series: RecordedSeries;
}

/** The session in a few figures: events by kind, the most severe first, and how much could be judged. */
export function tilesHtml({ events, series }: Session, timeline: Timeline): string {
  const { from, to } = timeline.view;
  const frames = sum(series.frames);
  const perclos = series.measures.perclos.greatest.filter((value) => value !== null);
  const greatest = perclos.reduce((most, value) => Math.max(most, value), 0);
  const tiles: (readonly [string, string])[] = [
    [frames === 0 ? "–" : clockText(to - from, 0), "length"],
    [shareText(sum(series.withDriver), frames), "of frames show the driver"],
    [shareText(sum(series.eyesJudged), frames), "of frames let the eyes be judged"],
    [perclos.length === 0 ? "unknown" : `${Math.round(100 * greatest)} %`, "highest PERCLOS"],
    ...kindsOf(events).map(({ kind, count }): [string, string] => [
      `${count} ×`,
      kind === "blink" ? "ordinary blink" : EVENT_WORDS[kind].label.toLowerCase(),
    ]),
  ];
  return `<ul class="tiles">${tiles.map(([figure, label]) => `<li><b>${escapeHtml(figure)}</b><span>${escapeHtml(label)}</span></li>`).join("")}</ul>`;
}

/** What the session is and what it was analysed with, as a list of facts. */
export function factsHtml({ source, end, events, alerts, series }: Session): string {
  const { origin = 0 } = source;
  const facts: (readonly [string, string])[] = [
    ["Source", oneLine(source.file)],
    ["Frames analysed", String(end.frames)],
  ];
  const { firstTimestamp: first, lastTimestamp: last } = end;
  if (first !== null && last !== null) {
    facts.push(["From – to", `${clockText(first - origin, 3)} – ${clockText(last - origin, 3)}`]);
    if (origin !== 0) facts.push(["Times count from", `timestamp ${origin} s`]);
  }
  if (source.began !== undefined) facts.push(["Began at (UTC)", oneLine(source.began)]);
  facts.push(["Events, alerts", `${events.length}, ${alerts.length}`]);
  for (const { role, name, version } of source.models) {
    facts.push([`Model: ${oneLine(role)}`, oneLine(`${name} ${version}`)]);
  }
  if (series.calibratedOn !== null) {
    facts.push(["Driver's baseline rests on", basisText(series.calibratedOn)]);
  }
  facts.push(["Profile of thresholds", oneLine(source.profile.name)]);
  const list = facts.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return `<dl>${list.join("")}</dl>
<details><summary>All thresholds of the profile</summary><pre class="wide">${escapeHtml(JSON.stringify(source.profile, null, 2))}</pre></details>`;
}

function basisText({ head, leftEye, rightEye, mouth, gaze }: BaselineSamples): string {
  const gazes = gaze === 0 ? "gaze not learned" : `gaze ${gaze}`;
  return `samples: head ${head}, open eyes ${leftEye} and ${rightEye}, mouth ${mouth}, ${gazes}`;
}

function kindsOf(events: readonly DriverEvent[]): { kind: DriverEventKind; count: number }[] {
  const counts = new Map<DriverEventKind, number>();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => EVENT_WORDS[b.kind].severity - EVENT_WORDS[a.kind].severity);
}

/** A share rounded down, so that 100 % means all. */
function shareText(part: number, all: number): string {
  return all === 0 ? "–" : `${Math.floor((100 * part) / all)} %`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
