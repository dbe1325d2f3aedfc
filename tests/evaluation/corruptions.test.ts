import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { seededDraws } from "../../src/core/seeded-draws.ts";
import type { CorruptionKind } from "../../src/evaluation/flags/contract.ts";
import { corrupt } from "../../src/evaluation/flags/corrupt.ts";
import { readCorruptionWords } from "../../src/evaluation/flags/corruption-words.ts";
import { claimRules as rules } from "../support/claim-rules.ts";
import { root } from "../support/mini.ts";

const words = await readCorruptionWords(join(root, "prompts", "evaluation", "corruptions.json"));

function made(kind: CorruptionKind, sentence: string, draw = seededDraws(0)) {
  return corrupt(kind, sentence, { words, rules, draw, frequency: () => 1 });
}

describe("one wrong word at a time", () => {
  test.each([
    ["side", "Left lower lobe nodule.", "Right lower lobe nodule."],
    ["side", "A mass in the RIGHT kidney and right ureter.", "A mass in the Left kidney and left ureter."],
    ["side", "Left greater than right effusions.", null],
    ["side", "LUL mass in the left lung.", "RUL mass in the right lung."],
    ["side", "The lungs are clear.", null],
    ["negation", "There is no pneumothorax or pleural effusion.", "There is pneumothorax and pleural effusion."],
    ["negation", "No acute fracture.", "Acute fracture."],
    ["negation", "Negative for pneumonia.", "Positive for pneumonia."],
    ["negation", "Clear lungs without evidence of infiltrate.", "Clear lungs with evidence of infiltrate."],
    ["negation", "There is a small nodule.", "There is no small nodule."],
    ["negation", "The scan shows a large cyst.", "The scan shows no large cyst."],
    ["negation", "A pleural effusion is seen.", "A pleural effusion is not seen."],
    ["negation", "Calcified granuloma.", "No calcified granuloma."],
    ["negation", "The spine is straight.", null],
    ["size", "The lungs are clear.", null],
    ["finding", "The spine is straight.", null],
  ] as const)("%s: %s", (kind, sentence, corrupted) => {
    expect(made(kind, sentence)?.corrupted ?? null).toBe(corrupted);
  });

  test("a size is multiplied as a whole, in its unit", () => {
    const draw = seededDraws(0);
    const found = Array.from({ length: 20 }, () => made("size", "A 3.5 x 4.2 cm mass.", draw));
    expect(new Map(found.map((each) => [each?.way, each?.corrupted]))).toEqual(
      new Map([
        ["x10", "A 35 x 42 cm mass."],
        ["/10", "A 0.35 x 0.42 cm mass."],
        ["x3", "A 10.5 x 12.6 cm mass."],
      ]),
    );
  });

  test("another finding has the same number, the right article, and is not one that the sentence names already", () => {
    const draw = seededDraws(0);
    for (let i = 0; i < 60; i++) {
      const corrupted = made("finding", "There is a nodule, and no mass or opacity.", draw)?.corrupted ?? "";
      expect(corrupted).not.toBe("There is a nodule, and no mass or opacity.");
      expect(corrupted).not.toMatch(/\ba [aeio]|\ban [^aeio]/i);
      expect(corrupted).not.toMatch(/nodules|masses|opacities/);
    }
    expect(made("finding", "Nodules are seen.", draw)?.corrupted).toMatch(/^[A-Z].*s are seen\.|i are seen|a are seen/);
  });

  test("a device is put in where there is none, and swapped where there is one", () => {
    const inserted = made("device", "The lungs are clear.");
    expect(inserted).toMatchObject({ way: "inserted" });
    expect(inserted?.corrupted).toMatch(/^The lungs are clear[,;] .*\.$/);
    const swapped = made("device", "Endotracheal tube above the carina.");
    expect(swapped).toMatchObject({ way: "swapped" });
    expect(swapped?.corrupted).toMatch(/^(?!Endotracheal)[A-Z].* above the carina\.$/);
  });
});
