// The report's script, as text: reading values under the pointer and by keys, zooming, and going from event to event.

import { clockText } from "../timeText.ts";
import { bandPath, numberText, seriesPath, timeTicks } from "./plotting.ts";

/** The script of the page. It draws with the same functions as the first view, from the data in `#data`. */
export function pageScript(): string {
  return `"use strict";
const seriesPath = ${seriesPath.toString()};
const bandPath = ${bandPath.toString()};
const timeTicks = ${timeTicks.toString()};
const numberText = ${numberText.toString()};
const clockText = ${clockText.toString()};
${INTERACTION}`;
}

const INTERACTION = `
const data = JSON.parse(document.getElementById("data").textContent);
const seconds = (steps) => { let sum = 0; return steps.map((step) => (sum += step) / 1000); };
const first = seconds(data.first);
const last = first.map((time, i) => time + data.last[i] / 1000);
for (const plot of data.plots) {
  const scale = 10 ** plot.precision;
  const above = (steps) => plot.least.map((low, i) => low === null ? null : (low + steps[i]) / scale);
  plot.greatest = above(plot.greatest);
  plot.mean = above(plot.mean);
  plot.least = plot.least.map((low) => low === null ? null : low / scale);
  Object.assign(plot, { first, last, gap: data.gap });
}
const whole = { from: data.from, to: data.to, width: data.width };
const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
let view = whole;
let cursor = null;
const rows = document.querySelector(".rows");
const at = document.querySelector(".at");
const axis = document.querySelector(".axis");
const plotAreas = [...document.querySelectorAll(".measure")];
const spansOf = (events) => events.map(({ start, end }) => [start, end]);

function drawAxis() {
  const span = view.to - view.from;
  axis.replaceChildren(...timeTicks(view.from, view.to, window.innerWidth < 700 ? 4 : 8).map((time) => {
    const mark = document.createElement("span");
    mark.style.left = 100 * (time - view.from) / span + "%";
    mark.textContent = clockText(time, span < 5 ? 1 : 0);
    return mark;
  }));
}

function draw() {
  for (const path of document.querySelectorAll(".lane path")) {
    const gravity = Number(path.dataset.gravity);
    const events = data.events.filter((e) => e.topic === path.dataset.topic && e.gravity === gravity);
    const height = data.laneHeight * (gravity + 2) / 5;
    path.setAttribute("d", bandPath(spansOf(events), view, data.laneHeight - height, height, 2));
  }
  const degraded = spansOf(data.events.filter((e) => e.topic === "view"));
  const grave = spansOf(data.events.filter((e) => e.topic !== "view" && e.gravity >= 2));
  plotAreas.forEach((area, i) => {
    const plot = data.plots[i];
    const { line, range, unknown } = seriesPath(plot, view);
    area.querySelector(".range").setAttribute("d", range);
    area.querySelector(".line").setAttribute("d", line);
    area.querySelector(".unknown").setAttribute("d", unknown);
    area.querySelector(".degraded").setAttribute("d", bandPath(degraded, view, 0, plot.height, 1));
    area.querySelector(".grave").setAttribute("d", bandPath(grave, view, 0, plot.height, 1));
  });
  drawAxis();
  rows.setAttribute("aria-valuemin", view.from.toFixed(2));
  rows.setAttribute("aria-valuemax", view.to.toFixed(2));
  document.querySelector("[data-zoom=whole]").disabled = view === whole;
  showCursor();
}

function spanAt(time) {
  let low = 0, high = first.length;
  while (low < high) { const middle = (low + high) >> 1; if (first[middle] <= time) low = middle + 1; else high = middle; }
  let i = low - 1;
  if (i + 1 < first.length && (i < 0 || first[i + 1] - time < time - last[i])) i++;
  return i >= 0 && time - last[i] <= data.gap && first[i] - time <= data.gap ? i : -1;
}

function textOf(plot, i) {
  const low = i < 0 ? null : plot.least[i];
  if (low === null || low === undefined) return "unknown";
  const text = (value) => numberText(value * plot.factor, plot.decimals);
  const [a, b] = [text(low), text(plot.greatest[i])];
  return (a === b ? a : a + " \\u2026 " + b) + plot.unit;
}

function showCursor() {
  if (cursor === null) {
    rows.style.setProperty("--cursor-at", "-10px");
    at.textContent = data.hint;
    for (const output of document.querySelectorAll("output[data-plot]")) output.textContent = "";
    return;
  }
  rows.style.setProperty("--cursor-at", 100 * (cursor - view.from) / (view.to - view.from) + "%");
  const i = spanAt(cursor);
  const texts = data.plots.map((plot) => textOf(plot, i));
  document.querySelectorAll("output[data-plot]").forEach((output, p) => { output.textContent = texts[p]; });
  const here = data.events.filter((e) => e.start <= cursor && e.end >= cursor).map((e) => e.label);
  const time = document.createElement("b");
  time.textContent = clockText(cursor, 2);
  at.replaceChildren(time, here.length > 0 ? " \\u00b7 " + here.join(", ") : "");
  const words = data.plots.map((plot, p) => plot.label + " " + texts[p]);
  rows.setAttribute("aria-valuenow", cursor.toFixed(2));
  rows.setAttribute("aria-valuetext", [clockText(cursor, 1), ...here, ...words].join(", "));
}

function zoomTo(from, to) {
  const least = Math.min(0.5, whole.to - whole.from);
  const span = Math.min(whole.to - whole.from, Math.max(least, to - from));
  const start = Math.min(Math.max(whole.from, (from + to - span) / 2), whole.to - span);
  view = span >= whole.to - whole.from ? whole : { from: start, to: start + span, width: whole.width };
  draw();
}

function zoomBy(factor) {
  const centre = cursor !== null && cursor >= view.from && cursor <= view.to ? cursor : (view.from + view.to) / 2;
  zoomTo(centre - (centre - view.from) * factor, centre + (view.to - centre) * factor);
}

function moveCursor(time) {
  cursor = Math.min(whole.to, Math.max(whole.from, time));
  const span = view.to - view.from;
  if (cursor < view.from) zoomTo(cursor, cursor + span);
  else if (cursor > view.to) zoomTo(cursor - span, cursor);
  else showCursor();
}

function choose(id, scroll) {
  for (const row of document.querySelectorAll("tr.chosen")) row.classList.remove("chosen");
  const row = document.getElementById("event-" + id);
  if (!row) return;
  row.classList.add("chosen");
  if (scroll) row.scrollIntoView({ block: "center", behavior });
}

for (const button of document.querySelectorAll("button[data-event]")) {
  button.addEventListener("click", () => {
    const event = data.events.find((e) => e.id === Number(button.dataset.event));
    choose(event.id, false);
    const margin = Math.max(5, event.end - event.start);
    cursor = event.start;
    zoomTo(event.start - margin, event.end + margin);
    document.getElementById("timeline").scrollIntoView({ block: "start", behavior });
  });
}
document.querySelector("[data-zoom=in]").addEventListener("click", () => zoomBy(0.5));
document.querySelector("[data-zoom=out]").addEventListener("click", () => zoomBy(2));
document.querySelector("[data-zoom=whole]").addEventListener("click", () => zoomTo(whole.from, whole.to));

const plotBox = () => plotAreas[0].querySelector(".plot").getBoundingClientRect();
const timeAt = (event) => {
  const box = plotBox();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  return view.from + share * (view.to - view.from);
};
let pressed = null;
rows.addEventListener("pointermove", (event) => {
  moveCursor(timeAt(event));
  if (pressed === null) return;
  const [a, b] = [Math.min(pressed, cursor), Math.max(pressed, cursor)];
  const span = view.to - view.from;
  rows.style.setProperty("--pick-left", 100 * (a - view.from) / span + "%");
  rows.style.setProperty("--pick-width", 100 * (b - a) / span + "%");
});
rows.addEventListener("pointerdown", (event) => {
  moveCursor(timeAt(event));
  if (event.pointerType !== "mouse" || event.button !== 0) return;
  pressed = cursor;
});
const release = () => {
  const start = pressed;
  pressed = null;
  rows.style.setProperty("--pick-width", "0");
  return start;
};
window.addEventListener("pointerup", (event) => {
  const start = release();
  if (start === null) return;
  const end = timeAt(event);
  if (Math.abs(end - start) > (view.to - view.from) / 100) zoomTo(Math.min(start, end), Math.max(start, end));
});
window.addEventListener("pointercancel", release);
rows.addEventListener("click", (event) => {
  if (!event.target.closest(".lane")) return;
  const topic = event.target.closest(".lane").querySelector("path").dataset.topic;
  const reach = (view.to - view.from) / 100;
  const distance = (e) => Math.max(0, e.start - cursor, cursor - e.end);
  const near = data.events.filter((e) => e.topic === topic && e.gravity > 0 && distance(e) <= reach)
    .sort((a, b) => distance(a) - distance(b))[0];
  if (near) choose(near.id, true);
});
rows.addEventListener("pointerleave", () => {
  if (document.activeElement !== rows && pressed === null) { cursor = null; showCursor(); }
});
rows.addEventListener("dblclick", () => zoomTo(whole.from, whole.to));
rows.addEventListener("keydown", (event) => {
  const span = view.to - view.from;
  const from = cursor ?? view.from;
  const moves = {
    ArrowRight: () => moveCursor(from + span / 200), ArrowLeft: () => moveCursor(from - span / 200),
    ArrowUp: () => moveCursor(from + span / 200), ArrowDown: () => moveCursor(from - span / 200),
    PageUp: () => moveCursor(from + span / 10), PageDown: () => moveCursor(from - span / 10),
    Home: () => moveCursor(whole.from), End: () => moveCursor(whole.to),
    "+": () => zoomBy(0.5), "=": () => zoomBy(0.5), "-": () => zoomBy(2),
    Escape: () => zoomTo(whole.from, whole.to),
  };
  const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
  if (!move) return;
  event.preventDefault();
  move();
});
rows.addEventListener("focus", () => moveCursor(cursor ?? view.from));
window.addEventListener("resize", draw);
// The first view stands in the page already.
drawAxis();
showCursor();
`;
