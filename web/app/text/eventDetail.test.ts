import { expect, test } from "vitest";
import { stillScript } from "../../../drives/builder.ts";
import { monitorScript } from "../../../drives/monitorScript.ts";
import { eventfulDrive } from "../../../drives/randomDrives.ts";
import type { EventDetail } from "../../../src/index.ts";
import { en } from "./en.ts";
import { eventDetail } from "./eventDetail.ts";
import { zh } from "./zh.ts";

test("every detail of the events of a drive is shown in Chinese", () => {
  const { events } = monitorScript(stillScript({ ...eventfulDrive(1), rate: 15, jitter: 0.15 }));
  const details = events.flatMap(({ detail }) => detail ?? []);
  expect(new Set(details.map(({ kind }) => kind)).size).toBeGreaterThan(3);
  for (const detail of details) {
    expect(eventDetail(detail, zh).replace("PERCLOS", "")).not.toMatch(/[a-z]/i);
  }
});

test("each detail in English words", () => {
  const inEnglish = (detail: EventDetail) => eventDetail(detail, en);
  expect(inEnglish({ kind: "direction", direction: "left" })).toBe("Head turned to the left");
  expect(inEnglish({ kind: "view", part: "eyes", problem: "turned-away" })).toBe(
    "Eyes turned away",
  );
  expect(inEnglish({ kind: "perclos", value: 0.18, window: 60 })).toBe(
    "Eyes closed 18 % of 60 s (PERCLOS)",
  );
  expect(inEnglish({ kind: "direction", direction: "left", zone: "left-window" })).toBe(
    "Left window",
  );
  expect(inEnglish({ kind: "text", text: "something new" })).toBe("something new");
});
