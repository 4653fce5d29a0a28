// The script of the labelling page: keys and clicks change the states of landmarks; saved photographs lie with the server.

import { agreementElements, type PanelData, panelElements } from "./panel.ts";
import { drawPhotograph, landmarkAt, type Shown } from "./photograph.ts";
import {
  readAgreement,
  readImage,
  readTasks,
  readView,
  type State,
  saveStates,
  type Task,
  type View,
} from "./server.ts";
import styleSheet from "./style.css?inline";

const { states: STATES, regions } = JSON.parse(
  document.querySelector("#data")?.textContent ?? "",
) as { readonly states: readonly State[]; readonly regions: PanelData["regions"] };
const STATE_KEYS: Readonly<Record<string, State>> = {
  v: "visible",
  o: "object",
  s: "self",
  u: "unknown",
};

const style = document.createElement("style");
style.textContent = styleSheet;
document.head.append(style);
const main = document.querySelector("main") ?? document.body;
const canvas = document.createElement("canvas");
const panel = document.createElement("aside");
main.append(canvas, panel);

let tasks: readonly Task[] = [];
/** The photograph at hand; null when all are labelled. */
let current: Photograph | null = null;
let marks = true;

interface Photograph {
  readonly task: Task;
  readonly image: HTMLImageElement;
  readonly view: View;
  states: readonly State[];
  region: number;
  /** Earlier states, the latest last. */
  readonly undo: (readonly State[])[];
}

start().catch(showError);

async function start(): Promise<void> {
  tasks = await readTasks();
  await open(tasks.find(({ done }) => !done)?.index ?? tasks.length);
}

/** Opens a photograph; behind the last one it shows how passes agree. */
async function open(index: number): Promise<void> {
  if (index >= tasks.length) {
    current = null;
    panel.replaceChildren(...agreementElements(await readAgreement()));
    return;
  }
  const [view, image] = await Promise.all([readView(index), readImage(index)]);
  current = { task: tasks[index], image, view, states: view.states, region: 0, undo: [] };
  show();
}

function show(): void {
  if (current === null) return;
  const { task, view, states, region } = current;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((size) =>
    Math.round(size * devicePixelRatio),
  );
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  drawPhotograph(canvas, shownOf(current));
  panel.replaceChildren(
    ...panelElements(
      { tasks, task, origin: view.origin, changed: isChanged(current), regions, region, states },
      chooseRegion,
    ),
  );
}

function shownOf({ image, view, states, region }: Photograph): Shown {
  return { image, points: view.points, states, chosen: regions[region].landmarks, marks };
}

function chooseRegion(region: number): void {
  if (current === null) return;
  current.region = (region + regions.length) % regions.length;
  show();
}

function change(states: readonly State[]): void {
  if (current === null) return;
  current.undo.push(current.states);
  current.states = states;
  show();
}

/** Sets the chosen region and goes on to the next. */
function setRegion(state: State): void {
  if (current === null) return;
  const { landmarks } = regions[current.region];
  change(current.states.map((old, k) => (landmarks.includes(k) ? state : old)));
  chooseRegion(Math.min(current.region + 1, regions.length - 1));
}

function isChanged({ undo }: Photograph): boolean {
  return undo.length > 0;
}

async function save(): Promise<void> {
  if (current === null) return;
  tasks = await saveStates(current.task.index, current.states);
  current.undo.length = 0;
}

async function saveAndGoOn(): Promise<void> {
  if (current === null) return;
  const { index } = current.task;
  await save();
  const next = tasks.find((task) => task.index > index && !task.done);
  await open(next?.index ?? tasks.find(({ done }) => !done)?.index ?? tasks.length);
}

async function turnTo(index: number): Promise<void> {
  if (index < 0 || index >= tasks.length) return;
  if (current !== null && isChanged(current)) await save();
  await open(index);
}

function undo(): void {
  const before = current?.undo.pop();
  if (current === null || before === undefined) return;
  current.states = before;
  show();
}

addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || (event.ctrlKey && event.key.toLowerCase() !== "z")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const region = current?.region ?? 0;
  const index = current?.task.index ?? tasks.length;
  const actions: Readonly<Record<string, () => void | Promise<void>>> = {
    ArrowDown: () => chooseRegion(region + 1),
    ArrowUp: () => chooseRegion(region - 1),
    Enter: saveAndGoOn,
    PageDown: () => turnTo(index + 1),
    PageUp: () => turnTo(index - 1),
    a: () => change(STATES.length > 0 && current ? current.states.map(() => "visible") : []),
    h: () => {
      marks = !marks;
      show();
    },
    z: undo,
  };
  const state = STATE_KEYS[key];
  const number = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  const action =
    actions[key] ??
    (state !== undefined ? () => setRegion(state) : undefined) ??
    (number >= 0 && number < regions.length ? () => chooseRegion(number) : undefined);
  if (action === undefined) return;
  event.preventDefault();
  Promise.resolve(action()).catch(showError);
});

canvas.addEventListener("click", (event) => {
  if (current === null) return;
  const bounds = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top].map(
    (value) => value * devicePixelRatio,
  );
  const clicked = landmarkAt(canvas, shownOf(current), x, y);
  if (clicked === undefined) return;
  const next = STATES[(STATES.indexOf(current.states[clicked]) + 1) % STATES.length];
  change(current.states.map((old, k) => (k === clicked ? next : old)));
});

addEventListener("resize", show);
addEventListener("beforeunload", (event) => {
  if (current !== null && isChanged(current)) event.preventDefault();
});

function showError(error: unknown): void {
  const message = document.createElement("p");
  message.role = "alert";
  message.textContent = error instanceof Error ? error.message : String(error);
  panel.prepend(message);
}
