// Rotates the head in drawings of a known head, whose landmarks after the rotation are known.

import { beforeAll, expect, test } from "vitest";
import { randomFrom } from "../../../src/math/random.ts";
import { type Matrix3, rotateVector, rotationFromAngles } from "../../../src/pose/rotation.ts";
import { hasHead, TEST_ASSETS } from "../../../testing/testHead.ts";
import { fitHead, project } from "./fitHead.ts";
import { rasterise } from "./rasterise.ts";
import { type FittableHead, readHead, shapedVertices, vectorOf } from "./readHead.ts";
import { placeOf } from "./turnedLandmarks.ts";
import { turnPhotograph } from "./turnPhotograph.ts";

let head: FittableHead;
beforeAll(async () => {
  if (hasHead) head = await readHead(TEST_ASSETS);
});

const person = (shapes: readonly { readonly kind: string }[]) =>
  Float64Array.from(shapes, ({ kind }, s) =>
    kind === "identity" ? 0.6 * Math.sin(3 * s) : s % 17 === 0 ? 0.3 : 0,
  );

test.skipIf(!hasHead)("pose, scale and shape of a head are recovered from its landmarks", () => {
  const weights = person(head.shapes);
  const rotation = rotationFromAngles({ yaw: 18, pitch: -7, roll: 9 });
  const known = { rotation, scale: 1.3, x: 210, y: 190 };
  const landmarks = head.landmarks.map(([x, y, z], k) => {
    const sum: [number, number, number] = [x, y, z];
    for (const [s, shape] of head.shapes.entries()) {
      for (const axis of [0, 1, 2] as const) {
        sum[axis] += weights[s] * shape.landmarks[k]?.[axis];
      }
    }
    return project(known, sum);
  });
  const fitted = fitHead(landmarks, head);
  if (fitted === null) throw new Error("Nothing was fitted.");
  expect(fitted.error).toBeLessThan(0.01);
  expect(fitted.scale).toBeCloseTo(1.3, 1);
  expect(angleBetween(fitted.rotation, rotation)).toBeLessThan(2.5);
  expect(
    fitHead(
      landmarks.map(() => ({ x: 5, y: 5 })),
      head,
    ),
  ).toBeNull();
});

function angleBetween(p: Matrix3, q: Matrix3): number {
  const trace = p.reduce((sum, value, i) => sum + value * q[i], 0);
  return (Math.acos(Math.min(1, (trace - 1) / 2)) * 180) / Math.PI;
}

test.skipIf(!hasHead)("the rotated head is in the image where its landmarks are", async () => {
  // A drawing of the mean head from the front: the colour of a pixel is its position on the head.
  const [width, height] = [300, 300];
  const front = {
    rotation: rotationFromAngles({ yaw: 0, pitch: 0, roll: 0 }),
    scale: 1,
    x: 150,
    y: 130,
  };
  const fitted = {
    ...front,
    weights: new Float64Array(head.shapes.length),
    landmarks: head.landmarks,
    error: 0,
  };
  const vertices = shapedVertices(head, fitted.weights);
  const placed = new Float32Array(vertices.length);
  const colours = [0, 1, 2].map(() => new Float32Array(vertices.length / 3));
  for (let vertex = 0; 3 * vertex < vertices.length; vertex++) {
    const point = vectorOf(vertices, vertex);
    placed.set(placeOf(fitted, point), 3 * vertex);
    for (const [axis, list] of colours.entries()) list[vertex] = 128 + 0.8 * point[axis];
  }
  const { depth, carried } = rasterise(placed, head.triangles, width, height, colours);
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) =>
    depth[Math.floor(i / 3)] === Number.POSITIVE_INFINITY
      ? 20
      : carried[i % 3]?.[Math.floor(i / 3)],
  );
  const landmarks = head.landmarks.map((point) => project(front, point));
  const turned = turnPhotograph(
    { frame: { width, height, channels: 3, data }, landmarks },
    head,
    randomFrom(3),
    { size: 256, least: 38, widest: 42 },
  );
  if (typeof turned === "string") throw new Error(`Not turned: ${turned}`);
  expect(Math.abs(turned.before.yaw)).toBeLessThan(3);
  const { after } = turned;
  expect(Math.abs(after.yaw)).toBeGreaterThanOrEqual(38);
  // Distances between landmarks of the eyes are those of the rotated mean head.
  const rotation = rotationFromAngles(after);
  const expected = head.landmarks.map((point) => rotateVector(rotation, point));
  const span = (points: readonly { x: number; y: number }[], k: number, l: number) =>
    Math.hypot(
      (points[k]?.x ?? 0) - (points[l]?.x ?? 0),
      (points[k]?.y ?? 0) - (points[l]?.y ?? 0),
    );
  const flat = expected.map(([x, y]) => ({ x, y }));
  const ratio = span(turned.landmarks, 27, 57) / span(flat, 27, 57);
  for (const [k, l] of [
    [36, 45],
    [30, 33],
    [39, 42],
    [48, 54],
  ] as const) {
    expect(span(turned.landmarks, k, l) / ratio / span(flat, k, l)).toBeGreaterThan(0.9);
    expect(span(turned.landmarks, k, l) / ratio / span(flat, k, l)).toBeLessThan(1.1);
  }
  // The image has the head's colours at its visible landmarks.
  const seen = turned.landmarks.flatMap((landmark, k) => {
    if (landmark.hidden || k < 17) return [];
    const pixel = Math.round(landmark.y) * 256 + Math.round(landmark.x);
    const wanted = head.landmarks[k]?.map((value) => 128 + 0.8 * value) ?? [];
    return [0, 1, 2].map((c) => Math.abs(turned.rgb[3 * pixel + c] - wanted[c]));
  });
  expect(seen.length).toBeGreaterThan(3 * 30);
  expect(seen.reduce((sum, value) => sum + value, 0) / seen.length).toBeLessThan(6);
  // The far jaw is hidden, the near one and the nose are not.
  const far = after.yaw > 0 ? [13, 14, 15, 16] : [0, 1, 2, 3];
  const near = far.map((k) => 16 - k);
  expect(far.filter((k) => turned.landmarks[k]?.hidden).length).toBeGreaterThanOrEqual(3);
  expect(near.every((k) => turned.landmarks[k]?.hidden === false)).toBe(true);
  expect(turned.landmarks[30]?.hidden).toBe(false);
});

test.skipIf(!hasHead)("photographs that show too little are skipped with the reason", () => {
  const frame = {
    width: 300,
    height: 300,
    channels: 3 as const,
    data: new Uint8Array(3 * 300 * 300),
  };
  const options = { size: 128, least: 20, widest: 70 };
  const seenAt = (yaw: number, x: number) => {
    const pose = { rotation: rotationFromAngles({ yaw, pitch: 0, roll: 0 }), scale: 1, x, y: 130 };
    return head.landmarks.map((point) => project(pose, point));
  };
  const turn = (landmarks: ReturnType<typeof seenAt>) =>
    turnPhotograph({ frame, landmarks }, head, randomFrom(1), options);
  expect(turn(seenAt(45, 150))).toBe("turned already");
  expect(turn(seenAt(0, 20))).toBe("cut off");
  expect(turn(seenAt(0, 150).map(({ x, y }, k) => ({ x: x + (k % 2) * 40, y })))).toBe("poor fit");
  expect(turn(seenAt(0, 150).map(() => ({ x: 1, y: 1 })))).toBe("no fit");
});
