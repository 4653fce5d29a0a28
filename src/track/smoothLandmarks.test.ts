// Jitter and lag, both measured: a still face must not tremble, a moving one must not lag.

import { expect, test } from "vitest";
import { MEAN_SHAPE } from "../landmarks/meanShape.ts";
import { type Random, randomFrom } from "../math/random.ts";
import type { Landmark } from "../result.ts";
import { type SmoothingState, smoothLandmarks } from "./smoothLandmarks.ts";

const RATE = 30;
const SIZE = 60;
/** The jitter of the shipped network under camera noise: 0.4 % of the inter-ocular distance. */
const NOISE = 0.005 * SIZE;

/** The mean face at a position, its upper lids lowered by the share `closed` of the eye's opening. */
function faceAt(x: number, y: number, closed = 0, probability = 1): Landmark[] {
  const lids = new Map(
    [37, 38, 43, 44].map((k) => [k, [41, 40, 47, 46][[37, 38, 43, 44].indexOf(k)]]),
  );
  return MEAN_SHAPE.map(([u, v], k) => {
    const partner = lids.get(k);
    const lower = partner === undefined ? v : (MEAN_SHAPE[partner]?.[1] ?? v);
    return {
      x: x + SIZE * u,
      y: y + SIZE * (v + closed * (lower - v)),
      occluded: probability < 0.5,
      probability,
    };
  });
}

function shaken(face: readonly Landmark[], deviation: number, random: Random): Landmark[] {
  return face.map((p) => ({
    ...p,
    x: p.x + deviation * random.normal(),
    y: p.y + deviation * random.normal(),
  }));
}

/** Root mean square error of the smoothed and of the raw landmarks, after the first second. */
function errors(
  truthAt: (seconds: number) => Landmark[],
  deviation: number,
  seconds = 6,
): { readonly raw: number; readonly smooth: number } {
  const random = randomFrom(7);
  let state: SmoothingState | undefined;
  let [raw, smooth, count] = [0, 0, 0];
  for (let k = 0; k < seconds * RATE; k++) {
    const truth = truthAt(k / RATE);
    const given = shaken(truth, deviation, random);
    const next = smoothLandmarks(state, given, k / RATE);
    state = next.state;
    if (k < RATE) continue;
    truth.forEach((p, i) => {
      const squared = (q: Landmark | undefined) =>
        ((q?.x ?? 0) - p.x) ** 2 + ((q?.y ?? 0) - p.y) ** 2;
      raw += squared(given[i]);
      smooth += squared(next.landmarks[i]);
      count++;
    });
  }
  return { raw: Math.sqrt(raw / count), smooth: Math.sqrt(smooth / count) };
}

test("a still face: smoothing removes over 40 % of the jitter", () => {
  const { raw, smooth } = errors(() => faceAt(300, 200), NOISE);
  expect(smooth).toBeLessThan(0.6 * raw);
});

test("a quickly swaying face does not lag: smoothing costs no accuracy", () => {
  // Three face sizes a second at the fastest.
  const sway = (t: number) => faceAt(300 + 60 * Math.sin(2 * Math.PI * 0.5 * t), 200);
  const { raw, smooth } = errors(sway, NOISE);
  expect(smooth).toBeLessThan(raw);
});

test("a blink of a fifth of a second is kept: the lids close, at most one frame late", () => {
  const closure = (t: number) => Math.max(0, 1 - Math.abs(t - 2) / 0.1);
  let state: SmoothingState | undefined;
  const openings: number[] = [];
  for (let k = 0; k < 3 * RATE; k++) {
    const next = smoothLandmarks(state, faceAt(300, 200, closure(k / RATE)), k / RATE);
    state = next.state;
    openings.push((next.landmarks[41]?.y ?? 0) - (next.landmarks[37]?.y ?? 0));
  }
  const open = openings[RATE] ?? 0;
  const least = Math.min(...openings);
  expect(least).toBeLessThan(0.25 * open);
  expect(Math.abs(openings.indexOf(least) - 2 * RATE)).toBeLessThanOrEqual(1);
});

test("a hidden face is smoothed more than a visible one, and both keep their flags", () => {
  const visible = errors(() => faceAt(300, 200), NOISE).smooth;
  const hidden = errors(() => faceAt(300, 200, 0, 0.05), NOISE).smooth;
  expect(hidden).toBeLessThan(0.9 * visible);
  const { landmarks } = smoothLandmarks(undefined, faceAt(1, 2, 0, 0.05), 0);
  expect(landmarks.every(({ occluded, probability }) => occluded && probability === 0.05)).toBe(
    true,
  );
});

test("smoothing restarts after a pause, when time runs back and when a face shrinks to a point", () => {
  const { state } = smoothLandmarks(undefined, faceAt(300, 200), 10);
  for (const timestamp of [10, 9, 12]) {
    const there = faceAt(100, 90);
    expect(smoothLandmarks(state, there, timestamp).landmarks).toEqual(there);
  }
  const point = faceAt(5, 5).map((p) => ({ ...p, x: 5, y: 5 }));
  const { landmarks, state: odd } = smoothLandmarks(state, point, 10.05);
  expect(landmarks).toEqual(point);
  expect(
    smoothLandmarks(odd, faceAt(100, 90), 10.1).landmarks.every(({ x }) => Number.isFinite(x)),
  ).toBe(true);
});

test("rotating past 180° does not spin the face back", () => {
  let state: SmoothingState | undefined;
  for (let k = 0; k < 60; k++) {
    const angle = Math.PI * 0.9 + k * 0.01;
    const turned = faceAt(0, 0).map((p) => ({
      ...p,
      x: 300 + Math.cos(angle) * p.x - Math.sin(angle) * p.y,
      y: 200 + Math.sin(angle) * p.x + Math.cos(angle) * p.y,
    }));
    const next = smoothLandmarks(state, turned, k / RATE);
    state = next.state;
    expect(
      Math.hypot(
        (next.landmarks[8]?.x ?? 0) - (turned[8]?.x ?? 0),
        (next.landmarks[8]?.y ?? 0) - (turned[8]?.y ?? 0),
      ),
    ).toBeLessThan(0.1 * SIZE);
  }
});
