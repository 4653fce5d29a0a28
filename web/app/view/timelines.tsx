// The timelines below the image, and the events in them.

import { useSignalEffect } from "@preact/signals";
import type { TargetedMouseEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { elapsedText } from "../../../src/formats/timeText.ts";
import { cabin } from "../state/cabin.ts";
import { events, type History, history } from "../state/history.ts";
import { playback } from "../state/live.ts";
import { settings } from "../state/settings.ts";
import type { Text } from "../text/en.ts";
import { zoneName } from "../text/eventDetail.ts";
import { text } from "../text/index.ts";
import { type Chart, type ChartOptions, createChart } from "./chart.ts";
import { EventList } from "./eventList.tsx";
import { drawLookLanes, shareAcross } from "./lookLanes.ts";
import { degrees, percent } from "./measures.ts";

/** For a camera this many seconds are shown, for a video all of it. */
const LIVE_WINDOW = 60;

/** The charts are drawn this often, milliseconds: drawing takes longer than a frame of a fast analysis. */
const DRAWN_EVERY = 100;

type ChartContent = Pick<ChartOptions, "height" | "range" | "curves" | "format">;

function chartContents(t: Text): readonly ChartContent[] {
  return [
    {
      height: 78,
      range: [0, 1],
      format: percent,
      curves: [
        { name: "eyeClosure", label: t.timelines.eyeClosure, color: "--accent" },
        { name: "perclos", label: t.timelines.perclos, color: "--caution-line", dash: [8, 5] },
      ],
    },
    {
      height: 78,
      range: [-60, 60],
      format: degrees,
      curves: [
        { name: "yaw", label: t.head.yaw, color: "--accent" },
        { name: "pitch", label: t.head.pitch, color: "--good", dash: [8, 5] },
        { name: "roll", label: t.head.roll, color: "--faint", dash: [2, 4] },
      ],
    },
    {
      height: 62,
      range: [0, 1],
      format: percent,
      curves: [
        { name: "mouthOpenness", label: t.timelines.mouth, color: "--accent" },
        { name: "occludedShare", label: t.timelines.occluded, color: "--hidden", dash: [8, 5] },
      ],
    },
  ];
}

export function Timelines({ onSeek }: { readonly onSeek: (time: number) => void }) {
  const t = text.value;
  const { theme } = settings.value;
  const holder = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLCanvasElement>(null);
  const charts = useRef<readonly Chart[]>([]);
  const contents = chartContents(t);

  // A chart reads its colours and words when it is made, so another theme or language needs new charts.
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const build = (): void => {
      for (const chart of charts.current) chart.destroy();
      charts.current = [...element.querySelectorAll<HTMLElement>("[data-chart]")].map((parent, k) =>
        createChart(parent, {
          ...contents[k],
          timeAxis: k === contents.length - 1,
          formatTime: (seconds) => elapsedText(seconds, 0),
          onPick: onSeek,
        }),
      );
      draw(charts.current, lanes.current);
    };
    build();
    const resized = new ResizeObserver(() => {
      for (const chart of charts.current) chart.resize(element.clientWidth);
      draw([], lanes.current);
    });
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: light)");
    scheme.addEventListener("change", build);
    return () => {
      scheme.removeEventListener("change", build);
      resized.disconnect();
      for (const chart of charts.current) chart.destroy();
      charts.current = [];
    };
  }, [t, theme]);

  const soon = useRef(atMostEvery(DRAWN_EVERY, () => draw(charts.current, lanes.current)));
  useSignalEffect(() => {
    void history.value;
    void events.value;
    void cabin.value;
    soon.current();
  });

  return (
    <section class="card timelines" aria-label={t.timelines.title}>
      {/* Screen readers have the gauges and the list of events instead. */}
      <div ref={holder} class="charts" aria-hidden="true">
        {contents.map(({ curves }) => (
          <div key={curves[0]?.name} class="chart">
            <p class="chart-key">
              {curves.map(({ name, label, color, dash }) => (
                <span key={name}>
                  <svg
                    class="key-line"
                    viewBox="0 0 28 4"
                    aria-hidden="true"
                    style={{ color: `var(${color})` }}
                  >
                    <path d="M0 2h28" stroke-dasharray={dash?.join(" ")} />
                  </svg>
                  {label}
                </span>
              ))}
            </p>
            <div data-chart="" />
          </div>
        ))}
        <div class="chart">
          <p class="chart-key">{t.cabin.title}</p>
          <canvas ref={lanes} class="look-lanes" onClick={(event) => seekTo(event, onSeek)} />
        </div>
      </div>
      <EventList onSeek={onSeek} />
    </section>
  );
}

function draw(charts: readonly Chart[], lanes: HTMLCanvasElement | null): void {
  const { now } = history.peek();
  const [from, to] = shownWindow();
  for (const chart of charts) chart.update(now, events.peek(), from, to);
  if (lanes === null) return;
  const t = text.peek();
  const nameOf = (place: string) =>
    place === "away" ? t.cabin.away : place === "road" ? t.cabin.road : zoneName(place, t);
  drawLookLanes(lanes, { looks: now.looks, from, to, cabin: cabin.peek(), nameOf });
}

function shownWindow(): readonly [number, number] {
  return windowOf(history.peek().now, playback.peek()?.duration ?? null);
}

function seekTo(
  { currentTarget, offsetX }: TargetedMouseEvent<HTMLCanvasElement>,
  onSeek: (time: number) => void,
): void {
  const [from, to] = shownWindow();
  const share = shareAcross(currentTarget, offsetX);
  if (share !== null) onSeek(from + share * (to - from));
}

/** The part of time that is shown, seconds. */
function windowOf({ times }: History, duration: number | null): readonly [number, number] {
  const last = times.at(-1) ?? 0;
  if (duration !== null) return [Math.min(0, times[0] ?? 0), Math.max(duration, last)];
  return [last - LIVE_WINDOW, last];
}

/** Makes a function that runs `action` soon after each call, but at most once in this many milliseconds. */
function atMostEvery(milliseconds: number, action: () => void): () => void {
  let waiting = false;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (waiting) return;
    waiting = true;
    const rest = Math.max(0, last + milliseconds - performance.now());
    setTimeout(() => {
      waiting = false;
      last = performance.now();
      action();
    }, rest);
  };
}
