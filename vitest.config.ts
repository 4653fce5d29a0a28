// Tests stand beside what they test; the build's copies of them are not run.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,node,training,bench}/**/*.test.ts"],
    // Networks and image files use threads of their own: more than two files at once only crowd each other.
    maxWorkers: 2,
    // Generous, for machines that are busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
