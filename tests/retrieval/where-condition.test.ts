import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textColumns } from "../../src/retrieval/pair-rows.ts";
import { readWhere } from "../../src/retrieval/where-condition.ts";
import { whereOf } from "../../ui/src/cases/case-filters.ts";
import { pairRow, temporaryPairTable } from "../support/pair-rows.ts";

/** What LanceDB and the check may take for one filter together, on a table of 200 pairs. */
const longestMs = 2_000;

describe("a filter that may be used", () => {
  test.each([
    { where: "modality = 'MRI'", pairs: 2 },
    { where: "Modality='MRI'and LABEL<>'x'", pairs: 1 },
    { where: "label LIKE '%lioma%' OR label ILIKE 'O''BRIEN'", pairs: 2 },
    { where: "label NOT LIKE '%lioma%' AND label NOT ILIKE '%x'", pairs: 1 },
    { where: "not (label is null) and `case` != 'A'", pairs: 2 },
    { where: "label IS NOT NULL AND case IN ('A', 'B')", pairs: 2 },
    { where: "case NOT IN ('A')", pairs: 2 },
    { where: "case BETWEEN 'B' AND 'C' AND modality NOT BETWEEN 'D' AND 'N'", pairs: 1 },
    { where: "lower(label) = 'glioma'", pairs: 1 },
    { where: "label = '' OR TRUE", pairs: 3 },
    { where: "FALSE", pairs: 0 },
    { where: "'1' < '2.5' AND '-1' = '-1'", pairs: 3 },
    { where: "label = 'CASE WHEN (lower(' OR label = '--' OR label = ';'", pairs: 0 },
  ])("$where", async ({ where, pairs }) => {
    const table = await temporaryPairTable(8);
    await table.put([
      pairRow(1, { case: "A", modality: "MRI", label: "Glioma" }),
      pairRow(2, { case: "B", modality: "MRI", label: "x" }),
      pairRow(3, { case: "C", modality: "CT", label: "o'brien" }),
    ]);
    const count = await table.count(where);
    expect(count).toBe(pairs);
  });

  test("is the one that the page makes", async () => {
    const filters = { text: "", modality: "M'RI", source: "a; --", label: "Gli'OMA", withoutOwnCase: false, k: 5 };
    const table = await temporaryPairTable(8);
    await table.put([pairRow(1, { modality: "M'RI", source: "a; --", label: "a gli'oma" }), pairRow(2)]);
    expect(await table.count(whereOf(filters))).toBe(1);
  });

  test("has each field between backticks, and is otherwise the same", () => {
    expect(readWhere("Case='a''b'  and(lower( LABEL )=''\nOR not `id` IN('1','2'))")).toBe(
      "`case` = 'a''b' and ( lower ( `label` ) = '' or not `id` in ( '1' , '2' ) )",
    );
  });
});

test.each([
  "",
  "   ",
  "label",
  "label =",
  "= 'x'",
  "label = 'x' AND",
  "label == 'x'",
  "label = 'open",
  'label = "x"',
  "label = x",
  "label = 7",
  "id <> 7",
  "id IN ('1', 2)",
  "1 = 1",
  "facts_hash = 'x'",
  "image_vector IS NULL",
  "`nothing` = 'x'",
  "label = 'x' label = 'y'",
  "label = 'x'; DROP TABLE pairs",
  "label = 'x' -- y",
  "label /* */ = 'x'",
  "label = $$x$$",
  "label = X'00'",
  "label + 1 > 2",
  "label || 'x' = 'y'",
  "label ~ 'x'",
  "label::int = 3",
  "CAST(label AS int) = 3",
  "label IN (SELECT id FROM pairs)",
  "label IN ()",
  "label IN (label)",
  "label LIKE label",
  "label LIKE 'a' ESCAPE 'b'",
  "EXISTS (SELECT 1)",
  "upper(label) = 'X'",
  "lower(lower(label)) = 'x'",
  "lower('x') = 'x'",
  "contains('x', label)",
  "contains(label, lower(label))",
  "repeat('x', 100000000) = 'x'",
  "label = lpad('x', 100000000)",
  "range(100000000) IS NULL",
  "CASE WHEN true THEN true END",
  "CASE label WHEN 'x' THEN true END",
  "1=1) OR (1=1",
  "(label = 'x'",
  "((((((((((label = 'x'))))))))))",
  `${"NOT ".repeat(9)}label = 'x'`,
])("the filter %j is refused", (where) => {
  expect(() => readWhere(where)).toThrow(expect.objectContaining({ code: "WHERE_INVALID", kind: "usage" }));
});

test("a filter is at most 2,000 characters long", () => {
  const filter = (characters: number) => `label = '${"x".repeat(characters - 10)}'`;
  expect(readWhere(filter(2_000))).toHaveLength(2_002); // with two backticks
  expect(() => readWhere(filter(2_001))).toThrow(expect.objectContaining({ code: "WHERE_INVALID" }));
});

test.each([
  { name: "an unfinished CASE in another", where: "CASE WHEN true THEN ".repeat(60) },
  { name: "a column that is a keyword, again and again", where: Array(75).fill("case IN ('a')").join(" AND ") },
  { name: "many alternatives", where: Array(170).fill("'1'='1'").join(" OR ") },
  { name: "a pattern of many parts", where: `text LIKE '${"%a".repeat(900)}'` },
  { name: "many NOTs", where: "NOT ".repeat(490) },
  { name: "many brackets", where: "(".repeat(1_990) },
  { name: "many quotes", where: "'".repeat(1_999) },
  { name: "many blanks", where: `label${" ".repeat(1_900)}` },
])("$name is answered or refused at once", async ({ where }) => {
  const table = await temporaryPairTable(8);
  await table.put(Array.from({ length: 200 }, (_, i) => pairRow(i + 1)));
  const start = performance.now();
  await table.count(where).catch((error: unknown) => expect(error).toMatchObject({ code: "WHERE_INVALID" }));
  expect(performance.now() - start).toBeLessThan(longestMs);
});

describe("whatever is typed", () => {
  const words = [
    ...textColumns,
    ...["AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "BETWEEN", "IS", "NULL", "TRUE", "CASE", "WHEN", "THEN", "END"],
    ...["lower", "contains", "repeat", "range", "SELECT", "(", ")", ",", "=", "<>", "<=", "||", "--", "'", "'a'", "7"],
  ];
  const typed = fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => parts.join(" ")) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  );
  const comparison = fc
    .tuple(
      fc.constantFrom(...textColumns, "lower(label)", "'x'"),
      fc.constantFrom("= 'a'", "!= ''''", "NOT IN ('a', 'b')", "LIKE '%a_'", "IS NOT NULL", "BETWEEN 'a' AND 'b'"),
    )
    .map((parts) => parts.join(" "));
  const condition = fc.letrec<{ any: string; joined: string }>((tie) => ({
    any: fc.oneof({ maxDepth: 3, depthSize: "small" }, comparison, tie("joined")),
    joined: fc
      .tuple(tie("any"), fc.constantFrom("AND", "OR", "AND NOT"), tie("any"))
      .map(([left, join, right]) => `(${left} ${join} ${right})`),
  })).any;

  test("what passes calls nothing but the two functions, has no CASE, and is answered by LanceDB at once", async () => {
    const table = await temporaryPairTable(8);
    await table.put([pairRow(1, { label: "a" }), pairRow(2)]);
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(typed, condition), async (where) => {
        let read: string;
        try {
          read = readWhere(where);
        } catch (error) {
          expect(error).toMatchObject({ code: "WHERE_INVALID" });
          return;
        }
        passed++;
        const outside = read.replaceAll(/'(?:[^']|'')*'/g, "''");
        expect(outside).toMatch(/^[a-z0-9_`'(),.<>=! -]*$/);
        expect(outside).not.toMatch(/--|(?<!`)\b(?:case|when|select)\b/);
        for (const [, called] of outside.matchAll(/(\w+)`? \(/g))
          expect(["lower", "contains", "in", "and", "or", "not"]).toContain(called);
        const start = performance.now();
        expect(await table.count(where)).toBeLessThanOrEqual(2);
        expect(performance.now() - start).toBeLessThan(longestMs);
      }),
      { numRuns: 1_000 },
    );
    expect(passed).toBeGreaterThan(100);
  });

  test("a condition of the known kinds passes", () => {
    fc.assert(
      fc.property(condition, (where) => {
        expect(readWhere(where)).not.toBe("");
      }),
    );
  });
});
