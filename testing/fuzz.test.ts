import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../node/package.ts";
import { fuzz, fuzzedKinds } from "./fuzz.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const folder = temporaryFolder();

test("damaged inputs of every kind are answered by a result or a clear error; bench/fuzz.ts tries more", async () => {
  const kinds = await fuzzedKinds(join(folder, "fuzz"), packageFolder());
  const { inputs, errors, failures } = await fuzz(kinds, { count: 6, seed: 7 });
  expect(failures).toEqual([]);
  expect(inputs).toBe(6 * kinds.length);
  expect(errors).toBeGreaterThan(inputs / 4);
});
