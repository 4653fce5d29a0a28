import { expect, test } from "vitest";
import { parseDetectionCard, parseLandmarksCard } from "./modelCard.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "./testing/cards.ts";

test("a card survives the way through JSON", () => {
  const parsed = parseLandmarksCard(JSON.parse(JSON.stringify(LANDMARKS_CARD)));
  expect(parsed).toEqual(LANDMARKS_CARD);
  expect(parseDetectionCard(structuredClone(DETECTION_CARD))).toEqual(DETECTION_CARD);
});

test("the card of the other network, or none at all, is refused by its name", () => {
  expect(() => parseLandmarksCard(DETECTION_CARD)).toThrow(/not the model card of a landmark/);
  expect(() => parseDetectionCard(undefined)).toThrow(/not the model card of a face detector/);
});

test("every wrong field is listed with its path", () => {
  const runtime = { ...LANDMARKS_CARD.runtime, occlusion: { slope: -1, intercept: 0 } };
  expect(() => parseLandmarksCard({ ...LANDMARKS_CARD, runtime, version: 2 })).toThrow(
    /version[\s\S]*runtime\.occlusion\.threshold/,
  );
});
