// An event's detail in the page's language.

import type { EventDetail } from "../../../src/index.ts";
import type { Text } from "./en.ts";

/** A zone's name in the page's language. */
export function zoneName(zone: string, t: Text): string {
  const words = t.cabin.zones[zone] ?? zone.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function eventDetail(detail: EventDetail, t: Text): string {
  switch (detail.kind) {
    case "direction":
      if (detail.zone !== undefined) return zoneName(detail.zone, t);
      return detail.by === "eyes"
        ? t.details.looked[detail.direction]
        : t.details.turned[detail.direction];
    case "looks":
      return detail.place === undefined
        ? t.details.looks(detail.count)
        : t.details.looksBelow(detail.count);
    case "perclos":
      return t.details.perclos(
        detail.value === null ? "?" : String(Math.round(100 * detail.value)),
        detail.window,
      );
    case "view":
      return t.view.part(t.parts[detail.part], t.viewProblems[detail.problem]);
    case "behind-hand":
      return t.details.behindHand;
    case "no-face":
      return t.stage.noFace;
    case "text":
      return detail.text;
  }
}
