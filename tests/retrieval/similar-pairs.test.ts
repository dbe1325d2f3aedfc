import { expect, test } from "vitest";
import { fuseRanks } from "../../src/retrieval/rank-fusion.ts";
import { similarPairs } from "../../src/retrieval/similar-pairs.ts";
import { pairRow, temporaryPairTable } from "../support/pair-rows.ts";
import { randomUnitVector } from "../support/random.ts";

const dimensions = 8;

test.each([
  { rankings: [], order: [] },
  { rankings: [["a", "b"]], order: ["a", "b"] },
  {
    rankings: [
      ["a", "b", "c"],
      ["c", "b", "a"],
    ],
    order: ["a", "c", "b"],
  }, // 1/61 + 1/63 > 2/62
  { rankings: [["a", "b"], ["b"]], order: ["b", "a"] },
  { rankings: [["a"], ["b"], ["b", "c"]], order: ["b", "a", "c"] },
  { rankings: [["x"], ["y"]], order: ["x", "y"] }, // equal: the first seen
])("$rankings are fused to $order", ({ rankings, order }) => {
  expect(fuseRanks(rankings).map(({ id }) => id)).toEqual(order);
});

test("a fused score is the sum of 1 / (60 + rank)", () => {
  const [{ score }] = fuseRanks([["a", "b"], ["a"], ["b", "a"]]);
  expect(score).toBeCloseTo(1 / 61 + 1 / 61 + 1 / 62, 12);
});

async function tableOf(n: number) {
  const table = await temporaryPairTable(dimensions);
  const cases = ["it's", "100% 'sure'", "--", "x' OR '1'='1"];
  await table.put(
    Array.from({ length: n }, (_, i) =>
      pairRow(i + 1, { case: cases[i % cases.length], modality: i % 2 ? "CT" : "MRI" }),
    ),
  );
  return { table, cases };
}

test("by image the score is the cosine; by text, or both, it is fused and every reason is named", async () => {
  const { table } = await tableOf(20);
  const [image, text] = [randomUnitVector(dimensions, 1), randomUnitVector(dimensions, 1_000_003)];
  const byImage = await similarPairs(table, { image, k: 5 });
  expect(byImage[0]).toMatchObject({ pair: { id: pairRow(1).pair.id }, cosine: expect.closeTo(1, 5) });
  for (const { score, cosine } of byImage) expect(score).toBe(cosine);
  const byText = await similarPairs(table, { text, k: 20 });
  expect(byText.find(({ pair }) => pair.id === pairRow(3).pair.id)?.why).toContain("rank 1");
  const both = await similarPairs(table, { image, text, k: 5 });
  expect(both).toHaveLength(5);
  for (const { score } of both) expect(score).toBeLessThanOrEqual(3 / 61);
  expect(both.map(({ score }) => score)).toEqual(both.map(({ score }) => score).sort((a, b) => b - a));
  expect(both.find(({ pair }) => pair.id === pairRow(1).pair.id)?.cosine).toBeCloseTo(1, 5);
});

test("leaving a case out leaves out all of it and nothing else, whatever its name", async () => {
  const { table, cases } = await tableOf(20);
  const image = randomUnitVector(dimensions, 1);
  for (const excludeCase of [...cases, "no such case", ""]) {
    for (const query of [{ image }, { image, text: randomUnitVector(dimensions, 9) }]) {
      const found = await similarPairs(table, { ...query, k: 100, excludeCases: [excludeCase] });
      expect(found.map(({ pair }) => pair.case)).not.toContain(excludeCase);
      expect(found).toHaveLength(cases.includes(excludeCase) ? 15 : 20);
    }
  }
});

test("a condition cannot bring a case back that is left out", async () => {
  const { table, cases } = await tableOf(20);
  const query = { image: randomUnitVector(dimensions, 1), k: 100, excludeCases: [cases[0]] };
  expect(await similarPairs(table, { ...query, where: "modality = 'MRI' OR modality = 'CT'" })).toHaveLength(15);
  for (const where of [
    "1=1) OR (1=1",
    "1=1 --",
    "1=1 /*",
    "1=1) --",
    "label = 'x') OR (case = 'it''s'",
    "1=1 OR $$",
    "1=1; x",
  ])
    await expect(similarPairs(table, { ...query, where })).rejects.toMatchObject({ code: "WHERE_INVALID" });
  for (const where of ["label = ')'", "label = ';'", "label LIKE '%--%'", "label = '(' OR case = '100% ''sure'''"])
    expect((await similarPairs(table, { ...query, where })).length).toBeLessThanOrEqual(5);
});

test("a search for nothing is QUERY_EMPTY, and k is what comes back at most", async () => {
  const { table } = await tableOf(4);
  await expect(similarPairs(table, { k: 3 })).rejects.toMatchObject({ code: "QUERY_EMPTY", kind: "usage" });
  const image = randomUnitVector(dimensions, 2);
  const [nearest] = await similarPairs(table, { image, k: 1 });
  const withSpare = await similarPairs(table, { image, k: 1, spare: 2 });
  expect([withSpare.length, withSpare[0]]).toEqual([3, nearest]);
  expect(await similarPairs(await temporaryPairTable(dimensions), { image, k: 9 })).toEqual([]);
});
