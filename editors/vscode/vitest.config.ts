import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["test/**/*.test.ts"],
    // Each file starts editors and browsers of its own.
    fileParallelism: false,
    testTimeout: 90_000,
    // The first time, programs are installed.
    hookTimeout: 900_000,
    expect: { poll: { timeout: 20_000, interval: 100 } },
  },
});
