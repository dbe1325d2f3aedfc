import { expect, test } from "vitest";
import { bleuCounts } from "../../src/evaluation/metrics/bleu.ts";
import { rougeL } from "../../src/evaluation/metrics/rouge.ts";
import { compareWithBaseline } from "../../src/evaluation/report-baselines.ts";
import { findingFigures } from "../../src/evaluation/report-findings.ts";
import { labelCounts } from "../../src/evaluation/report-labels.ts";
import type { ReportRows } from "../../src/evaluation/report-rows.ts";

const references = ["a small left effusion", "no fracture", "the heart is large"];
const rowsOf = (texts: readonly string[]): ReportRows => ({
  kind: "report",
  rows: texts.map((text, i) => ({
    image: `${i}`,
    case: i,
    bleu: bleuCounts(text, references[i]),
    rougeL: rougeL(text, references[i]),
    labels: labelCounts(new Set(text === "" ? [] : ["a"]), new Set(["a"])),
    named: labelCounts(new Set(), new Set()),
  })),
});

test("quoted words less a baseline: a draft that quotes nothing is an empty text, and is not left out", () => {
  const { metrics, quotesLessIt } = compareWithBaseline(
    rowsOf(["a small left effusion", "", "the heart is large"]),
    rowsOf(["", "no fracture", ""]),
    0,
  );
  expect(metrics.rougeL?.value).toBeCloseTo(1 / 3, 12);
  expect(quotesLessIt.rougeL?.value).toBeCloseTo(2 / 3 - 1 / 3, 12);
  expect(quotesLessIt.rougeL?.low).toBeGreaterThanOrEqual(-1);
  expect(quotesLessIt.labelF1?.value).toBeCloseTo(4 / 5 - 1 / 2, 12);
});

test("the difference of a text to itself is 0 in every resample", () => {
  const { quotesLessIt } = compareWithBaseline(rowsOf(references), rowsOf(references), 3);
  expect(quotesLessIt.rougeL).toEqual({ value: 0, low: 0, high: 0 });
});

test("a finding's figures are counts of rows; one that nobody affirms is left out, the commonest comes first", () => {
  const rows = [
    { wanted: new Set(["mass"]), affirmed: new Set(["mass", "cyst"]) },
    { wanted: new Set(["mass", "cyst"]), affirmed: new Set(["mass"]) },
    { wanted: new Set(["mass"]), affirmed: new Set<string>() },
  ];
  const found = findingFigures(["cyst", "mass", "stone"], rows, [0, 1, 2], 0);
  expect(found.map(({ f1: _, ...counts }) => counts)).toEqual([
    { name: "mass", references: 3, drafts: 2, both: 2 },
    { name: "cyst", references: 1, drafts: 1, both: 0 },
  ]);
  expect(found[0].f1.value).toBeCloseTo(4 / 5, 12);
});
