import { expect, test } from "vitest";
import { meanWeights } from "./meanWeights.ts";

const network = (...values: number[]) => new Map([["kernel", Float32Array.from(values)]]);

test("the mean lies between the networks, whatever their order, and that of one is itself", () => {
  const [a, b, c] = [network(1, -2), network(2, 4), network(6, 1)];
  expect(meanWeights([a, b, c]).get("kernel")).toEqual(Float32Array.of(3, 1));
  expect(meanWeights([c, a, b])).toEqual(meanWeights([a, b, c]));
  expect(meanWeights([a])).toEqual(a);
});

test("networks that differ have no mean, and it is said in what", () => {
  expect(() => meanWeights([network(1, 2), network(1)])).toThrow(/differ.*kernel/);
  expect(() => meanWeights([network(1), new Map([["bias", Float32Array.of(1)]])])).toThrow(
    /kernel/,
  );
  const larger = new Map([...network(1), ["bias", Float32Array.of(1)]]);
  expect(() => meanWeights([network(1), larger])).toThrow(/differ/);
  expect(() => meanWeights([])).toThrow(/no weights/);
});
