import { expect, test } from "vitest";
import { exampleReport } from "../../testing/exampleReport.ts";
import { EXAMPLE_SOURCE } from "../../testing/exampleSession.ts";
import { reportHtml } from "./reportHtml.ts";

const IMAGE = "data:image/jpeg;base64,/9j/4AAQ";

test("the report shows what happened, and that it is not certified", () => {
  const html = reportHtml(exampleReport({ seconds: 120 }));
  expect(html).toContain("Not a certified safety system");
  expect(html).toContain("drives/monday.mp4");
  for (const kind of ["Yawn", "Microsleep", "Sleep", "Long distraction", "View degraded"]) {
    expect(html).toContain(`>${kind}`);
  }
  expect(html).toContain("eyes hidden");
  expect(html).toMatch(/80 %<\/b><span>of frames let the eyes be judged/);
  expect(html).toMatch(/<td><span class="none">unknown<\/span><\/td>/);
  expect(html).not.toContain("Incomplete");
});

test("the report of an interrupted session shows where it stopped", () => {
  const html = reportHtml(exampleReport({ seconds: 20, stopped: "stopped by the user" }));
  expect(html).toMatch(/Incomplete\.<\/b> Stopped by the user\. The last frame is at 0:20\.0/);
});

test("times without images are listed, and a session may begin and end with one", () => {
  const data = exampleReport({ seconds: 60, from: 10, to: 40 });
  const gaps = [
    { from: 0, to: 10 },
    { from: 40, to: 65.5 },
  ];
  const began = "2026-11-27T14:00:00.000Z";
  const html = reportHtml({
    ...data,
    source: { ...data.source, began },
    end: { ...data.end, gaps },
  });
  expect(html).toContain("for 35.5 s: 0:00.0 – 0:10.0 (10.0 s), 0:40.0 – 1:05.5 (25.5 s).");
  expect(html).toMatch(/<b>1:06<\/b><span>length/);
  expect(html).toContain(began);
  const few = exampleReport({ seconds: 40, from: 39, to: 39.1 });
  const shown = reportHtml({ ...few, end: { ...few.end, gaps: [{ from: 20, to: 39 }] } });
  expect(shown).toContain('"gap":18.999');
  expect(reportHtml(data)).not.toContain("No images were analysed");
});

test("nothing in it is fetched from anywhere", () => {
  const html = reportHtml(exampleReport({ seconds: 30 }));
  expect(html).not.toMatch(/(src|href)="(?!data:)/);
  expect(html).not.toMatch(/@import|url\(/);
  expect(html).toContain("default-src 'none'");
});

test("names and texts from outside stay text", () => {
  const evil = `"></h1><script>alert(1)</script><img src=x onerror=alert(2)>'\u2028</style>`;
  const data = exampleReport({ seconds: 40 });
  const events = data.events.map((event) => ({
    ...event,
    detail: { kind: "text" as const, text: evil },
  }));
  const alerts = data.alerts.map((alert) => ({
    ...alert,
    kind: "view-degraded" as const,
    detail: { kind: "text" as const, text: evil },
  }));
  const models = [{ role: evil, name: evil, version: evil }];
  const source = { file: evil, models, profile: { name: evil } };
  const html = reportHtml({ ...data, source, end: { ...data.end, stopped: evil }, events, alerts });
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<img src=x");
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/style>/g)).toHaveLength(1);
});

test("images are beside their events; data that is not an image is left out", () => {
  const data = exampleReport({ seconds: 60 });
  const [yawn, distraction] = data.events.filter(({ kind }) => kind !== "blink");
  const images = new Map([
    [yawn?.id ?? 0, IMAGE],
    [distraction?.id ?? 0, `data:image/svg+xml;base64,AAAA" onload="alert(1)`],
  ]);
  const html = reportHtml({ ...data, images });
  expect(html.match(/<img /g)).toHaveLength(1);
  expect(html).toContain(`src="${IMAGE}" alt="The driver during yawn at 0:22.0">`);
  expect(html).not.toContain("onload");
});

test("times count from the source's origin", () => {
  const data = exampleReport({ seconds: 30 });
  const html = reportHtml({ ...data, source: { ...EXAMPLE_SOURCE, origin: 10 } });
  expect(html).toMatch(/data-event="\d+">0:12\.0</);
});

/** What is shown before the script runs. */
function shown(html: string): string {
  return html.split("<script")[0] ?? "";
}

const NONSENSE = /NaN|Infinity|undefined|null/;

test("a session without a frame is a report too", () => {
  const html = reportHtml(exampleReport({ seconds: 0 }));
  expect(html).toContain("No frame was analysed");
  expect(html).not.toMatch(NONSENSE);
});

test("a session of one frame, or without the driver throughout, shows no nonsense", () => {
  expect(shown(reportHtml(exampleReport({ seconds: 1 / 30 })))).not.toMatch(NONSENSE);
  const absent = shown(reportHtml(exampleReport({ seconds: 120, from: 102, to: 107 })));
  expect(absent).not.toMatch(NONSENSE);
  expect(absent).toMatch(/<b>0 %<\/b><span>of frames show the driver/);
  // No line at all, and the whole time shaded.
  expect(absent).toMatch(/class="unknown" d="M0 0H1000V72H0Z"/);
});

test("an hour at 30 frames a second makes a file of a few megabytes", () => {
  const html = reportHtml(exampleReport({ seconds: 3600 }));
  expect(html.length).toBeLessThan(5_000_000);
});
