// Runs all tests. The last line of the output is "N passed, N failed"; the skipped tests are listed before it.

import { startVitest } from "vitest/node";

/** The result of a test run. */
interface TestTally {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the tests that did not run. */
  readonly skipped: readonly string[];
}

/** The last lines of the output; the very last one is always "N passed, N failed". */
function closingLines({ passed, failed, skipped }: TestTally): string[] {
  return [...skipped.map((name) => `skipped: ${name}`), `${passed} passed, ${failed} failed`];
}

/**
 * Runs the tests whose file names contain one of the filters; without filters, all tests.
 *
 * A file that cannot be loaded counts as a failure, and so does an error outside any test.
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
// A run without any test is a failure too.
process.exit(tally.failed > 0 || tally.passed === 0 ? 1 : 0);
