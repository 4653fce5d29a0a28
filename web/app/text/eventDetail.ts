// An event's detail in the page's language.

import type { EventDetail } from "../../../src/index.ts";
import type { Text } from "./en.ts";

export function eventDetail(detail: EventDetail, t: Text): string {
  switch (detail.kind) {
    case "direction":
      return t.details.turned[detail.direction];
    case "looks":
      return t.details.looks(detail.count);
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
