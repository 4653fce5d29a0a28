// What more is known of an event, in the page's language: the monitor says it in English.

import type { DriverEvent, FacePart, ViewProblem } from "../../../src/index.ts";
import type { Text } from "./en.ts";

type Groups = Readonly<Record<string, string>>;

/** The monitor's sentences (`detail` in src/driver) and how a language says them. */
const FORMS: readonly (readonly [RegExp, (groups: Groups, t: Text) => string | undefined])[] = [
  [/^(?<side>left|right|up|down)$/, ({ side }, t) => t.details.turned[side as Side]],
  [/^(?<count>\d+) looks away$/, ({ count = "" }, t) => t.details.looks(count)],
  [
    /^PERCLOS (?<percent>\d+) % over (?<seconds>\d+) s$/,
    ({ percent = "", seconds = "" }, t) => t.details.perclos(percent, seconds),
  ],
  [/^no face found$/, (_, t) => t.stage.noFace],
  [/^behind a hand$/, (_, t) => t.details.behindHand],
  [
    /^(?<part>eyes|mouth|face) (?<problem>[a-z-]+)$/,
    ({ part, problem }, t) => {
      const why = t.viewProblems[problem as ViewProblem];
      return why && t.view.part(t.parts[part as FacePart], why);
    },
  ],
];

type Side = keyof Text["details"]["turned"];

/** An event's detail; the monitor's own words where they are none of those known. Null when there is none. */
export function eventDetail({ detail }: Pick<DriverEvent, "detail">, t: Text): string | null {
  if (detail === undefined) return null;
  for (const [form, say] of FORMS) {
    const match = form.exec(detail);
    if (match !== null) return say(match.groups ?? {}, t) ?? detail;
  }
  return detail;
}
