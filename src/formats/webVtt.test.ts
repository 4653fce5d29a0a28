import { expect, test } from "vitest";
import { EXAMPLE_SOURCE, exampleEnd } from "../../testing/exampleSession.ts";
import type { DriverEvent } from "../report.ts";
import { vttTime, webVtt } from "./webVtt.ts";

const SLEEP: DriverEvent = {
  id: 1,
  kind: "sleep",
  start: 10,
  end: 13.5,
  confidence: 0.875,
  evidence: { frames: 105, valid: 100 },
};

function written(events: readonly DriverEvent[], options?: Parameters<typeof webVtt>[1]): string {
  return webVtt({ source: EXAMPLE_SOURCE, end: exampleEnd(1800), events, alerts: [] }, options);
}

/** Blocks between empty lines, as a WebVTT parser takes them; notes and header left out. */
function cuesOf(text: string): { times: string; lines: string[] }[] {
  const [header, ...blocks] = text.trimEnd().split(/\n{2,}/);
  expect(header).toBe("WEBVTT");
  return blocks
    .filter((block) => !block.startsWith("NOTE"))
    .map((block) => {
      const [id, times = "", ...lines] = block.split("\n");
      expect(id).toMatch(/^\d+$/);
      expect(times).toMatch(/^\d\d+:\d\d:\d\d\.\d{3} --> \d\d+:\d\d:\d\d\.\d{3}$/);
      return { times, lines };
    });
}

test("times are hours, minutes, seconds and milliseconds", () => {
  expect(vttTime(0)).toBe("00:00:00.000");
  expect(vttTime(59.9996)).toBe("00:01:00.000");
  expect(vttTime(3661.007)).toBe("01:01:01.007");
  expect(vttTime(360000)).toBe("100:00:00.000");
  expect(vttTime(-1)).toBe("00:00:00.000");
});

test("a cue has the event's name, duration and confidence", () => {
  expect(cuesOf(written([SLEEP]))).toEqual([
    {
      times: "00:00:10.000 --> 00:00:13.500",
      lines: ["<c.sleep>Sleep</c> (3.5 s, 88 % sure)"],
    },
  ]);
});

test("cues are in the order of their start and may overlap; an ongoing event ends with the session", () => {
  const nod = { ...SLEEP, id: 2, kind: "nod", start: 8, end: null } as const;
  expect(cuesOf(written([SLEEP, nod])).map(({ times }) => times)).toEqual([
    "00:00:08.000 --> 00:00:59.967",
    "00:00:10.000 --> 00:00:13.500",
  ]);
});

test("a cue ends after it starts, also an event of no length or one before the origin", () => {
  expect(cuesOf(written([{ ...SLEEP, end: 10 }]))[0]?.times).toBe("00:00:10.000 --> 00:00:10.001");
  const source = { ...EXAMPLE_SOURCE, origin: 12 };
  const late = webVtt({ source, end: exampleEnd(1800), events: [SLEEP], alerts: [] });
  expect(cuesOf(late)[0]?.times).toBe("00:00:00.000 --> 00:00:01.500");
});

test("ordinary blinks are left out by default", () => {
  const blink = { ...SLEEP, kind: "blink" } as const;
  expect(cuesOf(written([blink]))).toEqual([]);
  expect(cuesOf(written([blink], { severity: 0 }))).toHaveLength(1);
});

test("texts from outside can neither end a cue nor begin a tag or a cue of their own", () => {
  const text = "a\n\n00:00:00.000 --> 00:10:00.000\n<script>&amp; \u2028\u0000";
  const [cue] = cuesOf(written([{ ...SLEEP, detail: { kind: "text", text } }]));
  expect(cue?.lines[1]).toBe("a 00:00:00.000 --&gt; 00:10:00.000 &lt;script&gt;&amp;amp;");
  const hostile = { ...EXAMPLE_SOURCE, file: "a\n\n1\n00:00:01.000 --> 00:00:02.000\nx" };
  const vtt = webVtt({ source: hostile, end: exampleEnd(0), events: [], alerts: [] });
  expect(cuesOf(vtt)).toEqual([]);
  expect(vtt.match(/-->/)).toBeNull();
});
