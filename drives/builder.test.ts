import { expect, test } from "vitest";
import {
  type ActionGroup,
  absent,
  closedEyes,
  darkness,
  hidden,
  stillScript,
  turnedHead,
  yawn,
} from "./builder.ts";
import { groundTruthEvents } from "./groundTruth.ts";
import { motionOf } from "./motion.ts";
import { eventfulDrive, ordinaryDrive } from "./randomDrives.ts";

test.each<[string, (at: number, seconds: number) => ActionGroup]>([
  ["sleep", closedEyes],
  ["yawn", yawn],
  ["yawn", (at, seconds) => yawn(at, seconds, "left")],
  ["long-distraction", (at, seconds) => turnedHead(at, seconds, { yaw: 50 })],
  ["long-distraction", (at, seconds) => turnedHead(at, seconds, { pitch: -30 })],
  ["view-degraded eyes", (at, seconds) => hidden("eyes", at, seconds)],
  ["view-degraded mouth", (at, seconds) => hidden("mouth", at, seconds)],
  ["view-degraded face", (at, seconds) => hidden("face", at, seconds)],
  ["view-degraded face", darkness],
  ["driver-absent", absent],
])("%s begins and ends at the times given", (name, make) => {
  const events = groundTruthEvents(stillScript({ actions: [make(10, 7.5)] }));
  const [event] = events.filter(({ kind, detail }) => name === [kind, detail].join(" ").trim());
  expect(event?.start).toBeCloseTo(10, 1);
  expect(event?.end).toBeCloseTo(17.5, 1);
});

test.each([0.2, 0.5, 1, 3])("hands hide the eyes for %f s", (seconds) => {
  const motion = motionOf(stillScript({ actions: hidden("eyes", 5, seconds) }));
  const reach = (t: number) => motion(t).hands[0]?.reach ?? 0;
  expect(reach(5 - 0.02)).toBeLessThan(0.75);
  expect(reach(5 + 0.02)).toBeGreaterThan(0.75);
  expect(reach(5 + seconds - 0.02)).toBeGreaterThan(0.75);
  expect(reach(5 + seconds + 0.02)).toBeLessThan(0.75);
});

test("a still driver does only the actions", () => {
  const script = stillScript({ actions: [closedEyes(5, 1)] });
  const motion = motionOf(script);
  expect(motion(9).head).toEqual(motion(1).head);
  expect(motion(9).closure).toBe(0);
  expect(groundTruthEvents(script).map(({ kind }) => kind)).toEqual(["microsleep"]);
});

test("an ordinary random drive has only blinks, an eventful one has every event", () => {
  const kindsOf = (drive: Parameters<typeof stillScript>[0]) =>
    new Set(groundTruthEvents(stillScript(drive)).map(({ kind }) => kind));
  expect([...kindsOf(ordinaryDrive(5, 300))]).toEqual(["blink"]);
  expect(kindsOf(eventfulDrive(5)).size).toBe(12);
});
