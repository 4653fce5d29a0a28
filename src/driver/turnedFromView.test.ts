// A head that turns out of the camera's view still looks away; one that is lost for other reasons is unknown.

import { expect, test } from "vitest";
import { GAZE_DRIVER, lookDrives } from "../../drives/looks.ts";
import { monitorScript } from "../../drives/monitorScript.ts";
import { cabins } from "./cabins.ts";
import { profiles } from "./profiles.ts";
import { attentionOutOfView } from "./turnedFromView.ts";

const turned = {
  time: 10,
  attention: "away",
  attentionConfidence: 0.9,
  head: { yaw: -35 },
  cameraYaw: -70,
  turnedFromView: null,
} as const;
const lost = { ...turned, attention: "away", head: null, cameraYaw: null } as const;

test("a head that was last seen turning to the far side from the camera looks away", () => {
  expect(attentionOutOfView(10.03, turned)).toMatchObject({
    attention: "away",
    attentionBy: "head",
    turnedFromView: { since: 10 },
  });
});

test.each([
  ["on the road", { ...turned, attention: "road" }],
  ["turned towards the camera", { ...turned, head: { yaw: 35 } }],
  ["in full view of the camera", { ...turned, cameraYaw: -40 }],
  ["not seen for other reasons", { ...lost, turnedFromView: null }],
] as const)("a head that was last %s is unknown once it is lost", (_, before) => {
  expect(attentionOutOfView(10.03, before)).toEqual({});
});

test("it counts for as long as a driver who does not respond needs, then it is unknown", () => {
  const since = { ...lost, turnedFromView: { since: 10, confidence: 0.7 } };
  expect(attentionOutOfView(16.4, since)).toMatchObject({ attention: "away" });
  expect(attentionOutOfView(16.6, since)).toEqual({});
});

test("a long look at the passenger is found with a camera on the pillar, which sees no face meanwhile", () => {
  const drive = lookDrives(1, { ...GAZE_DRIVER, camera: { place: "pillar" } }).find(
    ({ name }) => name === "passenger's face, owl, long",
  );
  if (drive === undefined) throw new Error("There is no such drive.");
  const { of, reportedAt, events } = monitorScript(drive.script, {
    profile: { ...profiles.default, cabin: cabins.pillar },
  });
  const [event, ...more] = of("long-distraction");
  expect(more).toEqual([]);
  expect(event && reportedAt.get(event.id)).toBeCloseTo(25, 0);
  expect(events.filter(({ kind }) => kind === "driver-absent")).toEqual([]);
});
