import { expect, test } from "vitest";
import { eventfulDrive } from "../../../drives/scriptedDrives.ts";
import { watch } from "../../../drives/watchDriver.ts";
import { en } from "./en.ts";
import { eventDetail } from "./eventDetail.ts";
import { zh } from "./zh.ts";

test("whatever the monitor says of the events of a drive is said in Chinese", () => {
  const { events } = watch({ ...eventfulDrive(1), rate: 15, jitter: 0.5 });
  const detailed = events.filter(({ detail }) => detail !== undefined);
  expect(new Set(detailed.map(({ kind }) => kind)).size).toBeGreaterThan(3);
  for (const event of detailed) {
    expect(eventDetail(event, zh)?.replace("PERCLOS", "")).not.toMatch(/[a-z]/i);
  }
});

test("details are said in full; unknown ones stay as they are", () => {
  const said = (detail: string) => eventDetail({ detail }, en);
  expect(said("left")).toBe("Head turned to the left");
  expect(said("eyes turned-away")).toBe("Eyes turned away");
  expect(said("PERCLOS 18 % over 60 s")).toBe("Eyes closed 18 % of 60 s (PERCLOS)");
  expect(said("something new")).toBe("something new");
  expect(eventDetail({}, en)).toBeNull();
});
