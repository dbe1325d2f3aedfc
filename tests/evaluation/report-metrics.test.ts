import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bleu, bleuCounts } from "../../src/evaluation/metrics/bleu.ts";
import { rougeL } from "../../src/evaluation/metrics/rouge.ts";
import { labelCounts, readReportLabels } from "../../src/evaluation/report-labels.ts";
import { microF1 } from "../../src/evaluation/report-rows.ts";
import { root } from "../support/mini.ts";

const ones = (n: number) => new Float64Array(n).fill(1);
const Goldens = z.array(
  z.object({
    name: z.string(),
    pairs: z.array(z.object({ draft: z.string(), reference: z.string() })),
    bleu4: z.number(),
  }),
);
const goldens = Goldens.parse(JSON.parse(readFileSync(join(root, "tests", "golden", "bleu.json"), "utf8")));

test.each(goldens)("BLEU of $name is sacreBLEU's", ({ pairs, bleu4 }) => {
  const rows = pairs.map(({ draft, reference }) => bleuCounts(draft, reference));
  expect(bleu(rows)(ones(rows.length))).toBeCloseTo(bleu4, 9);
});

test("a sequence matches at most as often as the reference has it", () => {
  // Papineni et al. 2002, section 2.1: modified precision 2/7.
  const { matches, totals } = bleuCounts("the the the the the the the", "The cat is on the mat.");
  expect([matches[0], totals[0]]).toEqual([2, 7]);
});

test("BLEU is of all drafts together: one that counts twice is the same as two", () => {
  const [a, b] = goldens[0].pairs.map(({ draft, reference }) => bleuCounts(draft, reference));
  expect(bleu([a, b])(Float64Array.of(2, 1))).toBeCloseTo(bleu([a, a, b])(ones(3)), 12);
});

// Lin 2004, section 3.1: S1 against S2 and S3 scores 3/4 and 2/4; the others by hand.
test.each([
  { draft: "police kill the gunman", reference: "police killed the gunman", score: 3 / 4 },
  { draft: "the gunman kill police", reference: "police killed the gunman", score: 2 / 4 },
  { draft: "Clear lungs.", reference: "the lungs are clear", score: 2 / 6 }, // one of two words, one of four
  { draft: "a small effusion, left", reference: "A small left effusion", score: 6 / 8 },
  { draft: "no fracture", reference: "no fracture", score: 1 },
  { draft: "retina", reference: "left lung", score: 0 },
  { draft: "", reference: "left lung", score: 0 },
])("ROUGE-L of '$draft' for '$reference'", ({ draft, reference, score }) => {
  expect(rougeL(draft, reference)).toBeCloseTo(score, 12);
});

describe("findings are read from a text by rules", async () => {
  const labels = await readReportLabels(join(root, "prompts", "evaluation", "report-labels.json"));
  test.each([
    { text: "There is a small right pleural effusion.", affirmed: ["pleural effusion"] },
    { text: "No pleural effusion or pneumothorax is seen.", affirmed: [] },
    { text: "No pneumothorax, but a small effusion.", affirmed: ["pleural effusion"] },
    { text: "No pneumothorax. Cardiomegaly.", affirmed: ["enlarged heart"] },
    { text: "Pneumothorax is not seen; lungs are hyperinflated.", affirmed: ["emphysema"] },
    { text: "Effusion has resolved.", affirmed: [] },
    { text: "No interval change of the left effusion.", affirmed: ["pleural effusion"] },
    { text: "The lungs are free of consolidation and opacity.", affirmed: [] },
    { text: "A 2.5 cm enhancing mass without calcification", affirmed: ["nodule or mass", "enhancement"] },
    { text: "Findings may represent pneumonia.", affirmed: ["pneumonia"] },
    { text: "Multiple masses; fractured rib", affirmed: ["nodule or mass", "fracture"] },
    { text: "Massive heart", affirmed: [] },
    { text: "This scan's image does not fit pneumonia", affirmed: [] },
    { text: "", affirmed: [] },
  ])("'$text' affirms $affirmed", ({ text, affirmed }) => {
    expect([...labels.affirmed(text)].sort()).toEqual([...affirmed].sort());
  });
});

test("F1 counts names of all texts together", () => {
  const first = labelCounts(new Set(["a", "b"]), new Set(["a", "c"]));
  expect(first).toEqual({ both: 1, draftOnly: 1, referenceOnly: 1 });
  const rows = [first, labelCounts(new Set(), new Set(["a"])), labelCounts(new Set(), new Set())];
  expect(microF1(rows)(ones(3))).toBeCloseTo(2 / 5, 12);
  expect(microF1(rows)(Float64Array.of(1, 0, 5))).toBeCloseTo(2 / 4, 12);
  expect(microF1([rows[2]])(ones(1))).toBeNaN();
});
