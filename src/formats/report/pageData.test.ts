import { expect, test } from "vitest";
import { exampleReport } from "../../../testing/exampleReport.ts";
import { decodePage, encodePage, type PageData } from "./pageData.ts";
import { timelineOf } from "./timeline.ts";

test("the page's script reads the session that was written, to the millisecond and each plot's precision", () => {
  const { series, events } = exampleReport({ seconds: 120 });
  const timeline = timelineOf(series, events, 0);
  const written = JSON.stringify(encodePage(timeline, series, "hint"));
  const page = decodePage(JSON.parse(written) as PageData);
  expect(page.hint).toBe("hint");
  expect(page.events).toEqual(JSON.parse(JSON.stringify(timeline.events)));
  expect(page.first).toEqual(timeline.first);
  expect(page.last).toEqual(timeline.last);
  expect(page.plots.map(({ measure }) => measure)).toEqual(
    timeline.plots.map(({ measure }) => measure),
  );
  for (const plot of page.plots) {
    for (const name of ["least", "mean", "greatest"] as const) {
      const differences = series.measures[plot.measure][name].map((value, i) => {
        const read = plot[name][i];
        if (value === null || read === null) return read === value ? 0 : Number.NaN;
        return Math.abs(read - value);
      });
      expect(Math.max(...differences)).toBeLessThan(0.51 * 10 ** -plot.precision);
    }
  }
});
