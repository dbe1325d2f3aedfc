import { join } from "node:path";
import { expect, test } from "vitest";
import { createFlagScores } from "../../src/app/flag-scores.ts";
import { root } from "../support/mini.ts";
import { pairRow, temporaryPairTable } from "../support/pair-rows.ts";

const nothing = { given: null, neighbours: [], scores: [] };
const cyst = (i: number) =>
  pairRow(i, {
    caption: `There is a ${10 + (i % 5)} mm cyst in the left kidney. No calcification is seen.`,
    case: `case ${i % 40}`,
  });
const [statement, usual] = ["There is a 400 mm cyst in the left kidney.", "There is a 12 mm cyst in the left kidney."];

test("sentences are held against what the library holds now, without the scan's own case", async () => {
  const pairs = await temporaryPairTable(8);
  const library = { folder: "one", pairs };
  const { scorer } = createFlagScores(join(root, "prompts"));
  await pairs.put(Array.from({ length: 80 }, (_, i) => cyst(i + 1)));
  const score = await scorer(nothing, library, "case 3");
  expect(score(statement, []).share).toBeGreaterThan((score(usual, []).share ?? 1) + 0.2);
  expect(score(statement, []).way).toBe("size");

  const large = Array.from({ length: 200 }, (_, i) =>
    pairRow(1000 + i, { caption: `There is a ${380 + i} mm cyst in the left kidney.`, case: `large ${i}` }),
  );
  await pairs.put(large);
  const later = await scorer(nothing, library, null);
  expect(later(statement, []).share).toBeLessThan((score(statement, []).share ?? 0) - 0.2);
});

test("a size that only the scan's own case states is not known", async () => {
  const pairs = await temporaryPairTable(8);
  await pairs.put([
    ...Array.from({ length: 80 }, (_, i) => cyst(i + 1)),
    ...Array.from({ length: 30 }, (_, i) =>
      pairRow(500 + i, { caption: `A ${398 + (i % 4)} mm cyst in the left kidney.`, case: "own" }),
    ),
  ]);
  const scores = createFlagScores(join(root, "prompts"));
  const [own, other] = await Promise.all(
    ["own", null].map((each) => scores.scorer(nothing, { folder: "two", pairs }, each)),
  );
  expect(own(statement, []).share).toBeGreaterThan(other(statement, []).share ?? 1);
});
