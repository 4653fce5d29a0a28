// Tests stand beside what they test; the build's copies of them are not run.

import { defineConfig } from "vitest/config";

/** Generous, for machines that are busy with something else. */
const TIMEOUT = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Networks and image files use threads of their own: more than two files at once only crowd each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "node",
          include: ["{src,node,drives,training,bench,bin,testing}/**/*.test.ts"],
          ...TIMEOUT,
        },
      },
      {
        test: {
          // The page in a browser; built once, before the first of its tests.
          name: "web",
          include: ["web/**/*.test.ts"],
          globalSetup: ["web/tests/buildPage.ts"],
          // Compiling 14 MB of WebAssembly takes a machine that is busy with something else half a minute.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
