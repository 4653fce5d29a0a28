// The script of a session's report: reads values under the pointer and by keys, zooms, and goes from event to event.

import type uPlot from "uplot";
import uPlotStyle from "uplot/dist/uPlot.min.css?inline";
import { decodePage, type PageData, type PagePlot } from "../../src/formats/report/pageData.ts";
import { intervalsBefore, timeTicks } from "../../src/formats/report/plotting.ts";
import { type TimelineEvent, valueText } from "../../src/formats/report/timeline.ts";
import { clockText } from "../../src/formats/timeText.ts";
import { createLane, createPlot } from "./rows.ts";

/** No closer than this can be zoomed, seconds. */
const SHORTEST_VIEW = 0.5;
/** A click this close to an event, as a share of the view, chooses it. */
const REACH = 0.01;

const page = decodePage(JSON.parse(element("#data").textContent ?? "") as PageData);
const { first, last, gap, plots, events, hint } = page;
const whole = { from: page.from, to: page.to };
const length = whole.to - whole.from;

const rows = element(".rows");
const axis = element(".axis");
const readout = element(".at");
const outputs = elements("output[data-plot]");
const wholeButton = element("[data-zoom=whole]");

/** The part of time that is shown, seconds. */
let view = whole;
/** The time whose values are shown; null when there is none. */
let cursor: number | null = null;

const style = document.createElement("style");
style.textContent = uPlotStyle;
// Before the page's own style sheet, which changes some of it.
document.head.prepend(style);

const charts = createCharts();
rows.classList.add("drawn");
show();

function createCharts(): readonly uPlot[] {
  let handled: MouseEvent | undefined;
  const pointer: uPlot.Cursor = {
    drag: { x: true, y: false, setScale: false },
    bind: {
      dblclick: () => () => {
        zoomTo(whole.from, whole.to);
        return null;
      },
    },
  };
  const hooks: uPlot.Hooks.Arrays = {
    setCursor: [
      (chart) => {
        const { event, left = -1 } = chart.cursor;
        // uPlot calls this for the other charts and after a zoom as well. Only the chart under the pointer counts.
        if (event == null || event === handled) return;
        handled = event;
        if (left >= 0) setCursor(chart.posToVal(left, "x"));
        else if (document.activeElement !== rows) setCursor(null);
      },
    ],
    setSelect: [
      (chart) => {
        const { left, width } = chart.select;
        const selected = [left, left + width].map((x) => chart.posToVal(x, "x"));
        chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        // The other charts show the selection too; the one under the pointer decides.
        if (chart.cursor.event == null) return;
        if (width > 0.01 * chart.over.clientWidth) zoomTo(selected[0], selected[1]);
      },
    ],
  };
  const lanes = elements(".lane").map((row) => {
    const own = events.filter(({ topic }) => topic === row.dataset["topic"]);
    const chart = createLane(element(".plot", row), page, own, pointer, hooks);
    chart.over.addEventListener("click", () => {
      const near = nearest(own);
      if (near) choose(near.id, true);
    });
    return chart;
  });
  const measures = elements(".measure").map((row, i) =>
    createPlot(element(".plot", row), plots[i], events, pointer, hooks),
  );
  return [...lanes, ...measures];
}

/** Shows the current view and cursor. */
function show(): void {
  for (const chart of charts) chart.setScale("x", { min: view.from, max: view.to });
  const seconds = view.to - view.from;
  const marks = timeTicks(view.from, view.to, window.innerWidth < 700 ? 4 : 8).map((time) => {
    const mark = document.createElement("span");
    mark.style.left = `${(100 * (time - view.from)) / seconds}%`;
    mark.textContent = clockText(time, seconds < 5 ? 1 : 0);
    return mark;
  });
  axis.replaceChildren(...marks);
  rows.setAttribute("aria-valuemin", view.from.toFixed(2));
  rows.setAttribute("aria-valuemax", view.to.toFixed(2));
  wholeButton.toggleAttribute("disabled", view === whole);
  showCursor();
}

/** Shows the cursor's line, and the values and events there. */
function showCursor(): void {
  const share = cursor === null ? -1 : (cursor - view.from) / (view.to - view.from);
  for (const chart of charts) {
    const left = share < 0 || share > 1 ? -10 : share * chart.over.clientWidth;
    chart.setCursor({ left, top: 0 }, false);
  }
  if (cursor === null) {
    readout.textContent = hint;
    for (const output of outputs) output.textContent = "";
    return;
  }
  const time = cursor;
  const interval = intervalAt(time);
  const values = plots.map((plot) => rangeText(plot, interval));
  for (const [i, output] of outputs.entries()) output.textContent = values[i];
  const here = events.filter(({ start, end }) => start <= time && end >= time);
  const labels = here.map(({ label }) => label);
  const clock = document.createElement("b");
  clock.textContent = clockText(time, 2);
  readout.replaceChildren(clock, labels.length > 0 ? ` · ${labels.join(", ")}` : "");
  const words = plots.map(({ label }, i) => `${label} ${values[i]}`);
  rows.setAttribute("aria-valuenow", time.toFixed(2));
  rows.setAttribute("aria-valuetext", [clockText(time, 1), ...labels, ...words].join(", "));
}

/** The recorded interval at a time, or the nearest where no frames are missing between; -1 where nothing is known. */
function intervalAt(time: number): number {
  const next = intervalsBefore(last, time);
  if (next < first.length && first[next] <= time) return next;
  const before = next === 0 ? Number.POSITIVE_INFINITY : time - last[next - 1];
  const after = next === first.length ? Number.POSITIVE_INFINITY : first[next] - time;
  if (Math.min(before, after) > gap) return -1;
  return after < before ? next : next - 1;
}

function rangeText(plot: PagePlot, interval: number): string {
  const [low, high] = [plot.least[interval] ?? null, plot.greatest[interval] ?? null];
  if (low === null || high === null) return "unknown";
  const [a, b] = [valueText(low, { ...plot, unit: "" }), valueText(high, { ...plot, unit: "" })];
  return `${a === b ? a : `${a} … ${b}`}${plot.unit}`;
}

function zoomTo(from: number, to: number): void {
  const seconds = Math.min(length, Math.max(Math.min(SHORTEST_VIEW, length), to - from));
  const start = Math.min(Math.max(whole.from, (from + to - seconds) / 2), whole.to - seconds);
  view = seconds >= length ? whole : { from: start, to: start + seconds };
  show();
}

/** Shows more or less time around the cursor, or around the middle when the cursor is elsewhere. */
function zoomBy(factor: number): void {
  const { from, to } = view;
  const inside = cursor !== null && cursor >= from && cursor <= to;
  const center = inside && cursor !== null ? cursor : (from + to) / 2;
  zoomTo(center - (center - from) * factor, center + (to - center) * factor);
}

function setCursor(time: number | null): void {
  cursor = time;
  showCursor();
}

/** Moves the cursor. The view follows when the cursor would leave it. */
function moveCursor(time: number): void {
  cursor = Math.min(whole.to, Math.max(whole.from, time));
  const seconds = view.to - view.from;
  if (cursor < view.from) zoomTo(cursor, cursor + seconds);
  else if (cursor > view.to) zoomTo(cursor - seconds, cursor);
  else showCursor();
}

/** The event nearest to the cursor within reach; ordinary ones have no row to go to. */
function nearest(among: readonly TimelineEvent[]): TimelineEvent | undefined {
  const time = cursor;
  if (time === null) return;
  const distance = ({ start, end }: TimelineEvent): number => Math.max(0, start - time, time - end);
  const reach = REACH * (view.to - view.from);
  return among
    .filter((event) => event.severity > 0 && distance(event) <= reach)
    .sort((p, q) => distance(p) - distance(q))[0];
}

/** Marks an event's row in the table. */
function choose(id: number, scroll: boolean): void {
  for (const row of elements("tr.chosen")) row.classList.remove("chosen");
  const row = document.getElementById(`event-${id}`);
  row?.classList.add("chosen");
  if (scroll) row?.scrollIntoView({ block: "center", behavior: scrolling() });
}

function scrolling(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

for (const button of elements("button[data-event]")) {
  button.addEventListener("click", () => {
    const event = events.find(({ id }) => id === Number(button.dataset["event"]));
    if (event === undefined) return;
    choose(event.id, false);
    cursor = event.start;
    const margin = Math.max(5, event.end - event.start);
    zoomTo(event.start - margin, event.end + margin);
    element("#timeline").scrollIntoView({ block: "start", behavior: scrolling() });
  });
}
element("[data-zoom=in]").addEventListener("click", () => zoomBy(0.5));
element("[data-zoom=out]").addEventListener("click", () => zoomBy(2));
wholeButton.addEventListener("click", () => zoomTo(whole.from, whole.to));

rows.addEventListener("focus", () => moveCursor(cursor ?? view.from));
rows.addEventListener("keydown", (event) => {
  const seconds = view.to - view.from;
  const from = cursor ?? view.from;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowRight: () => moveCursor(from + seconds / 200),
    ArrowLeft: () => moveCursor(from - seconds / 200),
    ArrowUp: () => moveCursor(from + seconds / 200),
    ArrowDown: () => moveCursor(from - seconds / 200),
    PageUp: () => moveCursor(from + seconds / 10),
    PageDown: () => moveCursor(from - seconds / 10),
    Home: () => moveCursor(whole.from),
    End: () => moveCursor(whole.to),
    "+": () => zoomBy(0.5),
    "=": () => zoomBy(0.5),
    "-": () => zoomBy(2),
    Escape: () => zoomTo(whole.from, whole.to),
  };
  const action = actions[event.key];
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
});

new ResizeObserver(() => {
  for (const { over, root, height, setSize } of charts) {
    const { clientWidth } = root.parentElement ?? over;
    setSize({ width: clientWidth, height });
  }
  show();
}).observe(rows);
// Canvases keep the colours that they were drawn with.
for (const query of ["print", "(prefers-color-scheme: dark)"]) {
  matchMedia(query).addEventListener("change", () => {
    for (const chart of charts) chart.redraw(false);
  });
}

/** The first element that a selector finds. @throws {Error} when there is none. */
function element(selector: string, within: ParentNode = document): HTMLElement {
  const found = within.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`The report has no ${selector}.`);
  return found;
}

function elements(selector: string): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}
