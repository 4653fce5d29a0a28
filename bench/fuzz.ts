// Gives damaged inputs of every kind that is read to their readers: 100 of each kind, and fewer of kinds that take long.
//
// node dist/bench/fuzz.js [SEED [COUNT]]

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { atLeastOne, wholeNumber } from "../node/cli/arguments.ts";
import { packageFolder } from "../node/package.ts";
import { fuzz } from "../testing/fuzz.ts";
import { fuzzedKinds } from "../testing/fuzzedKinds.ts";
import { fuzzedNetworks } from "../testing/fuzzedNetworks.ts";

const command = new Command("fuzz")
  .argument("[seed]", "of the damage", wholeNumber, 1)
  .argument("[count]", "inputs of each kind", atLeastOne, 100);
const [seed, count] = command.parse().processedArgs as [number, number];
const folder = await mkdtemp(join(tmpdir(), "vigil-fuzz-"));
try {
  const failures: string[] = [];
  const networks = await fuzzedNetworks(packageFolder());
  const kinds = [...(await fuzzedKinds(folder, packageFolder())), ...networks.kinds];
  let inputs = 0;
  for (const kind of kinds) {
    const began = performance.now();
    const report = await fuzz([kind], { count, seed });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${kind.name}: ${report.inputs} inputs, ${report.results} results, ${report.errors} errors, ${report.failures.length} failures, ${seconds} s`,
    );
    failures.push(...report.failures);
    inputs += report.inputs;
  }
  networks.close();
  console.log(`${kinds.length} kinds, ${inputs} inputs, ${failures.length} failures`);
  for (const failure of failures) console.log(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
