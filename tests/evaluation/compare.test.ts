import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareResults } from "../../src/evaluation/compare.ts";
import { EvaluationsDifferError, ResultUnreadableError } from "../../src/evaluation/errors.ts";
import { rankResults } from "../../src/evaluation/ranking.ts";
import { parseSavedResult, type SavedResult, savedResultOf } from "../../src/evaluation/saved-result.ts";
import { seededRandom } from "../support/random.ts";

/** A result in which each row is called rightly with a chance; of the same seed, the same rows are hard. */
function resultOf(encoder: string, accuracy: number, seed = 1): SavedResult {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 300 }, (_, i) => {
    const truth = i % 2;
    const share = random() < accuracy ? 0.6 : 0.4;
    const shares = truth === 0 ? [share, 1 - share] : [1 - share, share];
    return {
      image: `${i}`,
      case: Math.floor(i / 2),
      truth,
      shares,
      probabilities: null,
      predictionSet: null,
      abstained: false,
    };
  });
  return savedResultOf({
    task: "zeroshot",
    data: "data",
    encoder,
    n: 300,
    cases: 150,
    partition: null,
    protocol: "zeroshot-1",
    seenInTraining: 0,
    promptSet: { id: "p", sha256: "aa" },
    images: "own",
    scored: { kind: "zeroshot", classes: ["a", "b"], positive: "b", ordinal: false, rows },
  });
}

const [good, better, other] = [resultOf("good", 0.7), resultOf("better", 0.75), resultOf("other", 0.7, 2)];

test("an evaluation against itself differs by nothing", () => {
  for (const compared of Object.values(compareResults(good, good, { seed: 0 }).metrics)) {
    expect(compared.difference).toEqual({ value: 0, low: 0, high: 0 });
    expect(compared.better).toBeNull();
  }
});

test("a difference is paired: where the same rows are hard, its interval is narrower than that of two strangers", () => {
  const width = (a: SavedResult, b: SavedResult) => {
    const found = compareResults(a, b, { seed: 0 }).metrics.balancedAccuracy;
    return found ? found.difference.high - found.difference.low : Number.NaN;
  };
  expect(width(good, better)).toBeLessThan(0.6 * width(good, other));
  const { balancedAccuracy } = compareResults(good, better, { seed: 0 }).metrics;
  expect(balancedAccuracy?.difference.value).toBeCloseTo(
    (balancedAccuracy?.second.value ?? 9) - (balancedAccuracy?.first.value ?? 9),
    12,
  );
  expect(balancedAccuracy).toMatchObject({ better: "second" });
  expect(compareResults(better, good, { seed: 0 }).metrics.balancedAccuracy).toMatchObject({ better: "first" });
  expect(compareResults(good, other, { seed: 0 }).metrics.balancedAccuracy).toMatchObject({ better: null });
});

describe("two evaluations of other things are refused", () => {
  const { scored } = good;
  if (scored.kind !== "zeroshot") throw new Error("It is a zero-shot result.");
  const [first, second, ...rest] = scored.rows;
  const withRows = (rows: typeof scored.rows): SavedResult => ({ ...good, scored: { ...scored, rows } });
  test.each<{ what: EvaluationsDifferError["what"]; result: SavedResult }>([
    { what: "task", result: { ...good, task: "vqa" } },
    { what: "task", result: { ...good, scored: { kind: "retrieval", images: [], captions: [], votes: [] } } },
    { what: "protocol", result: { ...good, protocol: "zeroshot-2" } },
    { what: "data", result: { ...good, data: "another" } },
    { what: "partition", result: { ...good, partition: "test" } },
    { what: "prompts", result: { ...good, promptSet: { id: "p", sha256: "bb" } } },
    { what: "prompts", result: { ...good, scored: { ...scored, classes: ["a", "c"] } } },
    { what: "settings", result: { ...good, k: 3 } },
    { what: "rows", result: withRows(scored.rows.slice(1)) },
    { what: "rows", result: withRows([second, first, ...rest]) },
    { what: "rows", result: withRows([{ ...first, truth: 1 }, second, ...rest]) },
    { what: "rows", result: withRows([{ ...first, case: 7 }, second, ...rest]) },
  ])("$what", ({ what, result }) => {
    const compare = () => compareResults(good, result, { seed: 0 });
    expect(compare).toThrow(EvaluationsDifferError);
    expect(compare).toThrow(expect.objectContaining({ code: "EVALUATIONS_DIFFER", what }));
  });
});

test.each([
  { name: "no JSON", text: "Kanarienvogel" },
  { name: "no result", text: '{"error": "Kanarienvogel"}' },
  { name: "a result without rows", text: JSON.stringify({ ...good, scored: undefined }) },
  {
    name: "a share too few",
    text: JSON.stringify({ ...good, scored: { ...good.scored, classes: ["a", "b", "Kanarienvogel"] } }),
  },
])("a file that is $name is refused, and nothing of it is repeated", ({ text }) => {
  expect(() => parseSavedResult(text)).toThrow(ResultUnreadableError);
  try {
    parseSavedResult(text);
  } catch (error) {
    expect(String(error)).not.toContain("Kanarienvogel");
  }
});

test("whatever a file holds, it is a result or refused", () => {
  const kinds = fc.constantFrom("zeroshot", "retrieval", "vqa", "robustness", "report", "none");
  const scored = fc.record({ kind: kinds, rows: fc.jsonValue(), classes: fc.jsonValue() });
  const file = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ scored: fc.oneof(scored, fc.jsonValue()), n: fc.jsonValue() })
      .map((some) => JSON.stringify({ ...good, ...some })),
  );
  fc.assert(
    fc.property(file, (text) => {
      try {
        parseSavedResult(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ResultUnreadableError);
      }
    }),
  );
});

test("several are ranked by one metric, best first, each against the first that was named", () => {
  const { metric, encoders, comparisons } = rankResults([good, better, other], { seed: 0 });
  expect(metric).toBe("balancedAccuracy");
  expect(encoders[0]).toMatchObject({ rank: 1, encoder: "better", better: "second" });
  expect(encoders.find(({ encoder }) => encoder === "good")).toMatchObject({ difference: null, better: null });
  expect(comparisons.map(({ second }) => second.encoder)).toEqual(["better", "other"]);
  const byShyness = rankResults([good, better], { seed: 0, metric: "abstentionRate" });
  expect(byShyness.encoders.map(({ rank }) => rank)).toEqual([1, 1]); // neither ever abstains
  expect(() => rankResults([good, better], { seed: 0, metric: "ece" })).toThrow(
    expect.objectContaining({ what: "metric" }),
  );
});
