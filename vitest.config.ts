import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/e2e/**"], // they need a browser: tests/e2e/vitest.config.ts
    pool: "forks",
    // Worker threads of ours are started from .ts files in tests: tsx reads those.
    execArgv: ["--import", "tsx", "--import", "./tests/support/tsx-in-workers.mjs"],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
