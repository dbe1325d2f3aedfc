import { expect, test } from "vitest";
import { describe } from "../../src/cli/progress-line.ts";

test.each([
  { unit: "images", shown: "640 of 1,850 images, 34.1 images/s, 36 s left" },
  { unit: "MB of model.safetensors", shown: "640 of 1,850 MB of model.safetensors, 34.1 MB/s, 36 s left" },
])("progress in $unit says what its rate is of", ({ unit, shown }) => {
  expect(describe({ done: 640, total: 1_850, unit, perSecond: 34.1, etaSeconds: 35.5 })).toBe(shown);
});
