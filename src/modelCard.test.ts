import { expect, test } from "vitest";
import { DETECTION_CARD, EYES_CARD, LANDMARKS_CARD } from "../testing/cards.ts";
import { TEST_SHAPE } from "../testing/shapes.ts";
import { cardText, parseDetectionCard, parseEyesCard, parseLandmarksCard } from "./modelCard.ts";

test("a card is unchanged by writing and parsing JSON", () => {
  const parsed = parseLandmarksCard(JSON.parse(JSON.stringify(LANDMARKS_CARD)));
  expect(parsed).toEqual(LANDMARKS_CARD);
  expect(parseDetectionCard(structuredClone(DETECTION_CARD))).toEqual(DETECTION_CARD);
  expect(parseEyesCard(JSON.parse(cardText(EYES_CARD)))).toEqual(EYES_CARD);
});

test("a card's text has each list of numbers on one line and keeps every value", () => {
  const runtime = { ...LANDMARKS_CARD.runtime, shape: structuredClone(TEST_SHAPE) };
  const card = parseLandmarksCard({ ...LANDMARKS_CARD, runtime });
  const text = cardText(card);
  expect(text.split("\n").filter((line) => line.includes("-1.36, -0.67"))).toHaveLength(1);
  expect(parseLandmarksCard(JSON.parse(text))).toEqual(card);
  runtime.shape = { ...TEST_SHAPE, mean: [0, 0] };
  expect(() => parseLandmarksCard({ ...LANDMARKS_CARD, runtime })).toThrow(/runtime\.shape\.mean/);
});

test("the card of another network is rejected with its name, and so is something that is not a card", () => {
  expect(() => parseLandmarksCard(DETECTION_CARD)).toThrow(/not the model card of a landmark/);
  expect(() => parseDetectionCard(undefined)).toThrow(/not the model card of a face detector/);
  expect(() => parseEyesCard(DETECTION_CARD)).toThrow(/not the model card of an eye-state network/);
});

test("every wrong field is listed with its path", () => {
  const runtime = { ...LANDMARKS_CARD.runtime, occlusion: { slope: -1, intercept: 0 } };
  expect(() => parseLandmarksCard({ ...LANDMARKS_CARD, runtime, version: 2 })).toThrow(
    /version[\s\S]*runtime\.occlusion\.threshold/,
  );
});
