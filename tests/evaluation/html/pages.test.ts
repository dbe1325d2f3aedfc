import { expect, test } from "vitest";
import { compareResults } from "../../../src/evaluation/compare.ts";
import { comparisonPage, rankingPage } from "../../../src/evaluation/html/comparison-page.ts";
import { writePage } from "../../../src/evaluation/html/page.ts";
import { rankResults } from "../../../src/evaluation/ranking.ts";
import { parseSavedResult, type SavedResult } from "../../../src/evaluation/saved-result.ts";

const hostile = "<script>alert(1)</script>";

/** Twenty rows of two classes, the first `right` of them called rightly. */
function resultOf(encoder: string, right: number): SavedResult {
  const rows = Array.from({ length: 20 }, (_, i) => {
    const share = i < right === (i % 2 === 0) ? 0.9 : 0.1;
    const shares = [share, 1 - share];
    const predictionSet = [share > 0.5 ? 0 : 1];
    return { image: `${i}`, case: i, truth: i % 2, shares, probabilities: null, predictionSet, abstained: false };
  });
  const scored = { kind: "zeroshot", classes: ["a", "b"], positive: null, ordinal: false, rows };
  const about = { task: "zeroshot", data: hostile, n: 20, cases: 20, partition: "test", protocol: "zeroshot-1" };
  const promptSet = { id: "x", sha256: "0".repeat(64) };
  return parseSavedResult(
    JSON.stringify({ ...about, encoder, promptSet, images: "own", seenInTraining: null, scored }),
  );
}

test("the page of a ranking names the models, shares a rank among equals, and runs nothing", () => {
  const ranking = rankResults([resultOf("mini@1", 14), resultOf("plip@2", 20), resultOf(hostile, 14)], { seed: 0 });
  expect(ranking.encoders.map(({ rank, encoder }) => [rank, encoder])).toEqual([
    [1, "plip@2"],
    [2, "mini@1"],
    [2, hostile],
  ]);
  const page = writePage(rankingPage(ranking, "2026-11-27T00:00:00Z"));
  expect(page).not.toContain("<script");
  expect(page).toContain("1. plip@2");
  expect(page).toContain("plip@2 less mini@1");
  expect(page).toContain("plip@2 is better");
  expect(page).toContain("Intervals are not corrected for how many models are compared.");
  expect(page).not.toMatch(/second is better|first is better|undefined|NaN/);
});

test("figures of one name keep what tells them apart in a comparison", () => {
  const page = writePage(
    comparisonPage(compareResults(resultOf("mini@1", 20), resultOf("plip@2", 12), { seed: 0 }), "2026-11-27T00:00:00Z"),
  );
  expect(page).toContain("how often they hold the true one: ");
  expect(page).toContain("names in one: ");
  expect(page).toContain("first is better");
  expect(page).toMatch(/-\.\d{3} to -\.\d{3}/);
  expect(page).not.toMatch(/-\.\d{3} – /);
});
