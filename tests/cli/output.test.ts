import { expect, test } from "vitest";
import { oneLine } from "../../src/cli/output.ts";

test.each([
  ["fits as it is", 20, "fits as it is"],
  ["glioma 0.003, pituitary tumour 0.991 [0.98, 0.99]", 40, "glioma 0.003, pituitary tumour 0.991…"],
  ["one two three", 9, "one two…"],
  ["several\n  lines", 20, "several lines"],
  ["nowordsinthistext", 8, "nowords…"],
])("%j in %i characters is %j", (text, width, expected) => {
  expect(oneLine(text, width)).toBe(expected);
  expect(oneLine(text, width).length).toBeLessThanOrEqual(width);
});
