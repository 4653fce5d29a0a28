import { expect, test } from "vitest";
import { testScript } from "../testing/testScript.ts";
import { FASTEST_HEAD } from "./headAndGaze.ts";
import { lidClosures } from "./lids.ts";
import { motionOf } from "./motion.ts";

const busy = testScript([
  { do: "glance", at: 2, for: 3, to: "left-shoulder" },
  { do: "glance", at: 6, for: 0.8, to: "knee" },
  { do: "yawn", at: 8, for: 4, hand: "right" },
  { do: "put-on", at: 13, what: "sunglasses" },
  { do: "microsleep", at: 16, for: 2, headDrop: 12 },
  { do: "nod", at: 19 },
  { do: "talk", at: 21, for: 2 },
  { do: "leave", at: 24, for: 5 },
]);

test("a script always gives the same motion, and another seed gives another one", () => {
  const [motion, again] = [motionOf(busy), motionOf(busy)];
  const other = motionOf({ ...busy, seed: 4 });
  for (const t of [0.5, 3, 9.9, 25]) {
    expect(again(t)).toEqual(motion(t));
    expect(other(t).head).not.toEqual(motion(t).head);
  }
});

test("nothing jumps: heads, eyes, lids and jaws stay below the speeds of real ones", () => {
  const motion = motionOf(busy);
  const step = 0.008;
  let before = motion(0);
  const fastest = { head: 0, eyes: 0, lids: 0, jaw: 0, hand: 0, place: 0 };
  for (let t = step; t < busy.seconds; t += step) {
    const now = motion(t);
    const speed = (...by: number[]) => Math.hypot(...by) / step;
    const grew = (key: keyof typeof fastest, value: number) => {
      fastest[key] = Math.max(fastest[key], value);
    };
    grew("head", speed(now.head.yaw - before.head.yaw, now.head.pitch - before.head.pitch));
    grew("eyes", speed(now.gaze.yaw - before.gaze.yaw, now.gaze.pitch - before.gaze.pitch));
    grew("lids", speed(now.closure - before.closure));
    grew("jaw", speed(now.jaw - before.jaw));
    grew("hand", speed((now.hands[0]?.reach ?? 0) - (before.hands[0]?.reach ?? 0)));
    grew("place", speed(...now.place.map((value, k) => value - (before.place[k] ?? 0))));
    before = now;
  }
  // Sway and vibration come on top of the turn.
  expect(fastest.head).toBeLessThan(FASTEST_HEAD + 30);
  expect(fastest.head).toBeGreaterThan(100);
  expect(fastest.eyes).toBeLessThan(1000);
  // A lid covers its way within 70 ms at the very least.
  expect(fastest.lids).toBeLessThan(30);
  expect(fastest.jaw).toBeLessThan(6);
  expect(fastest.hand).toBeLessThan(5);
  expect(fastest.place).toBeLessThan(1000);
});

test("the eyes lead the head, and look where the glance goes", () => {
  const motion = motionOf(testScript([{ do: "glance", at: 5, for: 3, to: "mirror" }]));
  const [before, soon, there, back] = [4.9, 5.12, 6.5, 9].map(motion);
  const turned = (moment = before) => (moment?.head.yaw ?? 0) - (before?.head.yaw ?? 0);
  // After a tenth of a second the eyes are far on their way, the head has hardly begun.
  expect(soon?.gaze.yaw).toBeLessThan(-15);
  expect(turned(soon)).toBeGreaterThan(-6);
  expect(there?.sight.yaw).toBeCloseTo(-36, -1);
  expect(turned(there)).toBeLessThan(-20);
  expect(Math.abs(back?.sight.yaw ?? 99)).toBeLessThan(12);
});

test("drivers blink by themselves: 100 to 400 ms, closing faster than opening, as often as configured", () => {
  const quiet = testScript([{ do: "drive", at: 0, for: 600, blinksPerMinute: 15 }], {
    seconds: 600,
  });
  const blinks = lidClosures(quiet);
  expect(blinks.length / 10).toBeGreaterThan(11);
  expect(blinks.length / 10).toBeLessThan(19);
  for (const { from, to, closing, opening } of blinks) {
    expect(to - from).toBeGreaterThanOrEqual(0.1);
    expect(to - from).toBeLessThanOrEqual(0.4);
    expect(closing).toBeLessThan(opening);
  }
  blinks.slice(1).forEach((blink, k) => {
    expect(blink.from).toBeGreaterThan(blinks[k]?.to ?? 0);
  });
});

test("no blink falls into a scripted closure, and lids reach full closure there", () => {
  const script = testScript([{ do: "sleep", at: 5, for: 10 }]);
  const motion = motionOf(script);
  for (let t = 5.6; t < 14.6; t += 0.2) expect(motion(t).closure).toBeCloseTo(1, 6);
  expect(lidClosures(script).filter(({ from, to }) => to > 4.9 && from < 15.1)).toHaveLength(1);
});
