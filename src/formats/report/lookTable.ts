// The report's table of where the driver looked.

import type { AttentionEvidence } from "../../report.ts";
import { zoneText } from "../driverWords.ts";
import { escapeHtml, oneLine } from "../escaping.ts";
import { clockText } from "../timeText.ts";
import type { LookTotal } from "./lookTotals.ts";

const EVIDENCE_WORDS: Readonly<Record<AttentionEvidence, string>> = {
  eyes: "the eyes",
  head: "the head alone",
};

/**
 * Time by place. Times of eyes and head stand apart: the head does not show where the eyes look.
 *
 * @param origin the timestamp that the report's times count from.
 */
export function lookTableHtml(totals: readonly LookTotal[], origin: number): string {
  const all = totals.reduce((sum, { seconds }) => sum + seconds, 0);
  if (all === 0) return "<p>Nothing is known of where the driver looked.</p>";
  const rows = totals.map(({ place, by, seconds, looks, longest, longestAt }) => {
    const cells = [
      zoneText(oneLine(place)),
      by === null ? "–" : EVIDENCE_WORDS[by],
      `${seconds.toFixed(1)} s`,
      `${((100 * seconds) / all).toFixed(1)} %`,
      String(looks),
      `${longest.toFixed(1)} s at ${clockText(longestAt - origin, 1)}`,
    ];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  const head = ["Place", "Judged by", "Time", "Share", "Looks", "Longest"];
  return `<div class="wide"><table class="looks">
<thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody>
</table></div>`;
}
