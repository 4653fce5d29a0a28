import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../node/package.ts";
import { fuzz } from "./fuzz.ts";
import { fuzzedKinds } from "./fuzzedKinds.ts";
import { fuzzedNetworks } from "./fuzzedNetworks.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const folder = temporaryFolder();

test("over 1,000 damaged inputs of every kind are answered by a result or a clear error; bench/fuzz.ts tries more", async () => {
  const kinds = await fuzzedKinds(join(folder, "fuzz"), packageFolder());
  const { inputs, errors, failures } = await fuzz(kinds, { count: 24, seed: 7 });
  expect(failures).toEqual([]);
  expect(inputs).toBeGreaterThan(1000);
  expect(errors).toBeGreaterThan(inputs / 4);
}, 600_000);

test.skipIf(!existsSync(join(packageFolder(), "dist/testing/fuzzedNetworkWorker.js")))(
  "damaged networks whose card has their hash are answered too",
  async () => {
    const { kinds, close } = await fuzzedNetworks(packageFolder());
    const { inputs, failures } = await fuzz(kinds, { count: 10, seed: 7 });
    close();
    expect(failures).toEqual([]);
    expect(inputs).toBe(3 * kinds.length);
  },
  600_000,
);
