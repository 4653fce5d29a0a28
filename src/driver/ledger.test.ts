import { expect, test } from "vitest";
import { type Claim, closeAll, EMPTY_LEDGER, settle } from "./ledger.ts";

const claim: Claim = {
  slot: "closure",
  kind: "long-blink",
  start: 1,
  end: null,
  until: 1.6,
  confidence: 0.9,
  evidence: { frames: 18, valid: 18 },
};

test("an event keeps its number through its kinds and is told when it begins, changes and ends", () => {
  const begun = settle(EMPTY_LEDGER, [claim, { ...claim, slot: "yawn", kind: "yawn" }]);
  expect(begun.changed.map(({ id, kind }) => [id, kind])).toEqual([
    [1, "long-blink"],
    [2, "yawn"],
  ]);
  const on = settle(begun.ledger, [claim, { ...claim, slot: "yawn", kind: "yawn" }]);
  expect(on.changed).toEqual([]);
  const grown = settle(on.ledger, [
    { ...claim, kind: "microsleep" },
    { ...claim, slot: "yawn", kind: "yawn", end: 2 },
  ]);
  expect(grown.changed.map(({ id, kind, end }) => [id, kind, end])).toEqual([
    [1, "microsleep", null],
    [2, "yawn", 2],
  ]);
  expect(grown.ledger.open.map(({ event }) => event.id)).toEqual([1]);
});

test("what is not claimed any more, and what lasts at the close, ended when it was last seen", () => {
  const { ledger } = settle(EMPTY_LEDGER, [claim]);
  const dropped = settle(ledger, []);
  expect(dropped.changed.map(({ id, end }) => [id, end])).toEqual([[1, 1.6]]);
  expect(dropped.ledger).toEqual({ next: 2, open: [] });
  expect(closeAll(ledger).changed.map(({ id, end }) => [id, end])).toEqual([[1, 1.6]]);
});

test("a confidence is never outside of 0 and 1", () => {
  const { changed } = settle(EMPTY_LEDGER, [
    { ...claim, confidence: 1.2 },
    { ...claim, slot: "nod", kind: "nod", confidence: -0.1 },
  ]);
  expect(changed.map(({ confidence }) => confidence)).toEqual([1, 0]);
});
