import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Browser tests: `vitest run --config tests/e2e/vitest.config.ts`; with `--mode screenshots` they also write docs/screenshots/. */
export default defineConfig(({ mode }) => ({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["tests/e2e/**/*.test.ts"],
    globalSetup: "tests/e2e/build-page.ts",
    provide: { screenshots: mode === "screenshots" },
    pool: "forks",
    execArgv: ["--import", "tsx", "--import", "./tests/support/tsx-in-workers.mjs"],
    // One browser and one server at a time: two cores, and times are printed.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
}));
