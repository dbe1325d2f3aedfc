import { expect, test } from "vitest";
import { rightOnTest } from "../../src/chat/right-on-test.ts";

test.each([
  { rules: [{ testRight: 0.995, testN: 383 }], said: "such statements were right for 99.5 % of 383 test images" },
  {
    rules: [{ testRight: 0.995, testN: 383, testOfAny: 0.917 }],
    said: "such statements were right for 99.5 % of 383 test images (said of every image: 92 %)",
  },
  {
    rules: [
      { testRight: 0.95, testN: 40, testOfAny: 0.7 },
      { testRight: 1, testN: 30, testOfAny: 0.9 },
    ],
    said: "each such statement was right for at least 95 % of at least 30 test images (said of every image: up to 90 %)",
  },
  {
    rules: [
      { testRight: 0.95, testN: 40, testOfAny: 0.7 },
      { testRight: 1, testN: 30 },
    ],
    said: "each such statement was right for at least 95 % of at least 30 test images",
  },
])("what was seen on test, beside what is right anyway: $said", ({ rules, said }) => {
  expect(rightOnTest(rules)).toBe(said);
});
