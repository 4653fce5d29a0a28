import { expect, test } from "vitest";
import { exampleSession } from "../../../testing/exampleSession.ts";
import type { DriverReport } from "../../report.ts";
import { lookTableHtml } from "./lookTable.ts";
import { recordLooks } from "./lookTotals.ts";

const [{ report: ANY }] = exampleSession({ seconds: 0.1 });

/** Reports at ten frames a second, each run a place with what showed it. */
function totalsOf(runs: readonly (readonly [seconds: number, look: Partial<DriverReport>])[]) {
  const looks = recordLooks();
  let frame = 0;
  for (const [seconds, look] of runs) {
    for (let k = 0; k < 10 * seconds; k++) looks.add({ ...ANY, ...look, timestamp: frame++ / 10 });
  }
  return looks.totals();
}

const road = { attention: "road", attentionBy: "eyes", zone: "road" } as const;
const display = { attention: "away", attentionBy: "eyes", zone: "centre-display" } as const;
const turned = { attention: "away", attentionBy: "head", zone: null } as const;

test("time, looks and the longest look are added up by place, eyes and head apart", () => {
  const totals = totalsOf([
    [10, road],
    [2, display],
    [5, road],
    [3, display],
    [4, turned],
  ]);
  expect(totals.map(({ place, by, looks }) => [place, by, looks])).toEqual([
    ["road", "eyes", 2],
    ["centre-display", "eyes", 2],
    ["away", "head", 1],
  ]);
  expect(totals[0]?.seconds).toBeCloseTo(15, 0);
  expect(totals[1]?.longest).toBeCloseTo(2.9);
  expect(totals[1]?.longestAt).toBeCloseTo(17);
});

test("the time of missing frames belongs to no place", () => {
  const looks = recordLooks();
  for (const timestamp of [0, 0.5, 60, 60.5]) looks.add({ ...ANY, ...road, timestamp });
  expect(looks.totals()).toMatchObject([{ place: "road", seconds: 1, looks: 2, longest: 0.5 }]);
});

test("the report's table has zones in words, and names from outside stay text", () => {
  const totals = totalsOf([
    [2, display],
    [1, { ...road, zone: "<b>mine" }],
  ]);
  const table = lookTableHtml(totals, 0);
  expect(table).toContain("<td>centre display</td><td>the eyes</td>");
  expect(table).toContain("&lt;b&gt;mine");
  expect(lookTableHtml([], 0)).toContain("Nothing is known");
});
