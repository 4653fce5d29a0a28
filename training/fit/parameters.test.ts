// The weights that a run starts from.

import { expect, test } from "vitest";
import { createGraph, filled, parameter } from "../graph/index.ts";
import { initialValues, tabulateParameters } from "./parameters.ts";

function network() {
  const graph = createGraph();
  parameter(graph, "kernel", [3], filled(7));
  parameter(graph, "head", [2], filled(5));
  return { graph, table: tabulateParameters(graph) };
}

test("weights of a trained model replace random ones by name", () => {
  const { graph, table } = network();
  const trained = new Map([["head", Float32Array.of(1, 2)]]);
  expect([...initialValues(graph, table, 1, trained)]).toEqual([7, 7, 7, 1, 2]);
  expect([...initialValues(graph, table, 1)]).toEqual([7, 7, 7, 5, 5]);
});

test("a model of another network is rejected", () => {
  const { graph, table } = network();
  const wrongSize = new Map([["head", Float32Array.of(1, 2, 3)]]);
  expect(() => initialValues(graph, table, 1, wrongSize)).toThrow(/head has 3 numbers .* 2/);
  const strange = new Map([["other", Float32Array.of(1)]]);
  expect(() => initialValues(graph, table, 1, strange)).toThrow(/none of this network's/);
});
