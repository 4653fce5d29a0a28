// Runs all tests and ends with one plain line, "N passed, N failed", above it the tests that were skipped.

import { startVitest } from "vitest/node";

/** What became of a run of tests. */
interface TestTally {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the tests that did not run. */
  readonly skipped: readonly string[];
}

/** The closing lines for a tally; the last one is always "N passed, N failed". */
function closingLines({ passed, failed, skipped }: TestTally): string[] {
  return [...skipped.map((name) => `skipped: ${name}`), `${passed} passed, ${failed} failed`];
}

/**
 * Runs the tests whose file names contain one of the filters, or all.
 *
 * A file that cannot be loaded and an error outside any test count as failures.
 */
async function runTests(filters: readonly string[]): Promise<TestTally> {
  const vitest = await startVitest("test", [...filters], { watch: false });
  let passed = 0;
  let failed = vitest.state.getUnhandledErrors().length;
  const skipped: string[] = [];
  const modules = vitest.state.getTestModules();
  for (const module of modules) {
    if (module.errors().length > 0) failed++;
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) failed++;
    }
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") passed++;
      else if (state === "failed") failed++;
      else skipped.push(`${module.relativeModuleId} > ${test.fullName}`);
    }
  }
  await vitest.close();
  return { passed, failed, skipped };
}

const tally = await runTests(process.argv.slice(2));
for (const line of closingLines(tally)) console.log(line);
// Nothing found to run is no success either.
process.exit(tally.failed > 0 || tally.passed === 0 ? 1 : 0);
