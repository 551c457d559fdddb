import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/harness/global-setup.ts"],
    // Small machines: more workers only make each other slow.
    maxWorkers: 2,
    // How many tests may wait for their turn to run a program at the same time.
    maxConcurrency: 16,
    // Programs that are run keep nothing from one test to the other, nor in the folders of whoever runs the tests.
    env: { XDG_CACHE_HOME: "/dev/null/caches" },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
