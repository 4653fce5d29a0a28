// The side of the labelling page: progress, regions with their states, keys, and how passes agree.

import type { Agreement, State, Task, View } from "./server.ts";

export interface PanelData {
  readonly tasks: readonly Task[];
  readonly task: Task;
  readonly origin: View["origin"];
  readonly changed: boolean;
  readonly regions: readonly { readonly name: string; readonly landmarks: readonly number[] }[];
  readonly region: number;
  readonly states: readonly State[];
}

const ORIGINS: Readonly<Record<View["origin"], string>> = {
  labels: "labelled before",
  flags: "from a .occ.json",
  signs: "from the signs of the .pts file",
  suggested: "suggested by the network: check every region",
  none: "not labelled: all visible",
};

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["1–9 ↑ ↓", "choose a region"],
  ["V", "visible"],
  ["O", "hidden by an object"],
  ["S", "hidden by the face itself"],
  ["U", "unknown"],
  ["A", "all visible"],
  ["click", "next state of one landmark"],
  ["H", "show or hide the marks"],
  ["Z", "undo"],
  ["Enter", "save, next photograph"],
  ["PgUp PgDn", "other photographs (saves changes)"],
];

export function panelElements(data: PanelData, choose: (region: number) => void): Node[] {
  const { tasks, task, origin, changed } = data;
  const done = tasks.filter((each) => each.done).length;
  const progress = element("progress", "");
  progress.max = tasks.length;
  progress.value = done;
  const pass = task.pass === "second" ? "Second pass: label without looking at the first. " : "";
  return [
    element("h1", task.name),
    element("p", `${pass}${task.index + 1} of ${tasks.length}; ${done} done`),
    progress,
    element("p", changed ? "changed, not saved" : ORIGINS[origin]),
    regionList(data, choose),
    keyList(),
  ];
}

export function agreementElements(agreement: Readonly<Record<string, Agreement>>): Node[] {
  const table = element("table", "");
  const row = (cells: readonly string[], tag: "td" | "th") => {
    const line = element("tr", "");
    line.append(...cells.map((cell) => element(tag, cell)));
    return line;
  };
  const number = (value: number | null) => value?.toFixed(2) ?? "–";
  table.append(
    row(["region", "landmarks", "agree", "kappa"], "th"),
    ...Object.entries(agreement).map(([region, { landmarks, raw, kappa }]) =>
      row([region, String(landmarks), number(raw), number(kappa)], "td"),
    ),
  );
  return [
    element("h1", "All photographs are labelled"),
    element("p", "How the two passes agree:"),
    table,
  ];
}

function regionList(
  { regions, region, states }: PanelData,
  choose: (region: number) => void,
): HTMLElement {
  const list = element("ol", "");
  for (const [index, { name, landmarks }] of regions.entries()) {
    const button = element("button", "");
    button.type = "button";
    button.ariaCurrent = String(index === region);
    button.append(element("kbd", String(index + 1)), name, summary(landmarks, states));
    button.addEventListener("click", () => choose(index));
    const item = element("li", "");
    item.append(button);
    list.append(item);
  }
  return list;
}

/** The states of a region: one word, or how many of each. */
function summary(landmarks: readonly number[], states: readonly State[]): HTMLElement {
  const found = [...new Set(landmarks.map((k) => states[k]))];
  const count = (state: State | undefined) => landmarks.filter((k) => states[k] === state).length;
  const text =
    found.length === 1
      ? String(found[0])
      : found.map((state) => `${count(state)} ${state}`).join(", ");
  const span = element("span", text);
  if (found.length === 1) span.className = String(found[0]);
  return span;
}

function keyList(): HTMLElement {
  const list = element("dl", "");
  for (const [keys, what] of KEYS) {
    const term = element("dt", "");
    term.append(element("kbd", keys));
    list.append(term, element("dd", what));
  }
  return list;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  content: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}
