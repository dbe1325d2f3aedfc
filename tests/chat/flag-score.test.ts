import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readClaims } from "../../src/chat/claims/read-claims.ts";
import type { Evidence } from "../../src/chat/contract.ts";
import { flagContextOf } from "../../src/chat/flag-score/context-of.ts";
import type { FlagContext, FlagScore } from "../../src/chat/flag-score/contract.ts";
import { createFlagScorer } from "../../src/chat/flag-score/flag-score.ts";
import { readFlagWeights } from "../../src/chat/flag-score/flag-weights.ts";
import { learnHabits } from "../../src/chat/flag-score/library-habits.ts";
import { claimRules } from "../support/claim-rules.ts";
import { root } from "../support/mini.ts";

const weights = await readFlagWeights(join(root, "prompts", "chat", "flag-weights.json"));

/** A small library of chest reports: pneumothorax is denied in nine of ten, nodules measure 4 to 12 mm, devices are rare. */
const reports = Array.from({ length: 40 }, (_, i) =>
  [
    i % 10 === 0 ? "There is a small left apical pneumothorax." : "There is no pneumothorax or pleural effusion.",
    i % 3 === 0 ? `A ${4 + (i % 9)} mm nodule is seen in the right upper lobe.` : "The lungs are clear.",
    i % 2 === 0 ? "Mild degenerative changes of the spine." : "The heart is normal in size.",
    i % 20 === 0 ? "A right central venous catheter ends in the SVC." : "The bones are intact.",
  ].join(" "),
);
const habits = learnHabits(reports.map((text) => readClaims(text, claimRules)));
const nothing: FlagContext = { given: null, neighbours: [], scores: [] };

function score(sentence: string, rest: readonly string[] = [], context: Partial<FlagContext> = {}): FlagScore {
  return createFlagScorer({ ...nothing, ...context }, { rules: claimRules, weights, habits })(sentence, rest);
}

function shareOf(...of: Parameters<typeof score>): number {
  return score(...of).share ?? Number.NaN;
}

const messages = (found: FlagScore) => found.parts.map(({ message }) => message).join("\n");
const neighbours = reports.slice(1, 9).map((text) => ({ text, cosine: 0.7 }));

describe("a sentence is likelier wrong", () => {
  test("when the library and the similar cases deny what it affirms", () => {
    const wrong = score("There is pneumothorax.", [], { neighbours });
    const right = score("There is no pneumothorax.", [], { neighbours });
    expect(wrong.share).toBeGreaterThan((right.share ?? 1) + 0.3);
    expect(wrong.flagged).toBe(true);
    expect(right.flagged).toBe(false);
    expect(wrong.way).toBe("negation");
    expect(messages(wrong)).toMatch(/0 of 8 similar cases say so, 8 deny it/);
  });

  test("when the same text denies it elsewhere", () => {
    const sentence = "There is a small right pleural effusion.";
    expect(shareOf(sentence, ["No pleural effusion."])).toBeGreaterThan(shareOf(sentence, ["Right pleural effusion."]));
  });

  test("when the same text names the other side of the thing", () => {
    const sentence = "A nodule is seen in the left upper lobe.";
    const wrong = score(sentence, ["Nodule of the right upper lobe."]);
    expect(wrong.share).toBeGreaterThan(shareOf(sentence, ["Nodule of the left upper lobe."]));
    expect(messages(wrong)).toMatch(/right .*elsewhere|names the right side 1 times/);
  });

  test("when the indication names the other side", () => {
    const sentence = "There is a small left apical pneumothorax.";
    expect(shareOf(sentence, [], { given: "Right chest pain." })).toBeGreaterThan(
      shareOf(sentence, [], { given: "Left chest pain." }),
    );
  });

  test.each([80, 0.6])("when a nodule of the library's 4 to 12 mm has %s mm", (size) => {
    const wrong = score(`A ${size} mm nodule is seen in the right upper lobe.`);
    expect(wrong.share).toBeGreaterThan(shareOf("A 7 mm nodule is seen in the right upper lobe."));
    expect(messages(wrong)).toMatch(/unlike the sizes of nodule or mass in the library/);
  });

  test("when it names a device that nothing at hand names", () => {
    const wrong = score("The lungs are clear, with a pacemaker in place.", [], { neighbours });
    expect(wrong.share).toBeGreaterThan(shareOf("The lungs are clear.", [], { neighbours }) + 0.3);
    expect(wrong.way).toBe("device");
    const named = shareOf("A pacemaker is in place.", ["The pacemaker leads are intact."]);
    expect(named).toBeLessThan(shareOf("A pacemaker is in place.", ["The leads are intact."]));
  });

  test("when its finding is not said in such words", () => {
    expect(shareOf("There is a small left apical degenerative change.", [], { neighbours })).toBeGreaterThan(
      shareOf("There is a small left apical pneumothorax.", [], { neighbours }),
    );
  });
});

test("what the parts add is told greatest first, and in words", () => {
  const { parts } = score("There is pneumothorax.", ["No pneumothorax."], { neighbours });
  const sizes = parts.map(({ adds }) => Math.abs(adds));
  expect(parts.length).toBeGreaterThan(1);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(parts.every(({ message }) => message.length > 10 && !/undefined|NaN|null/.test(message))).toBe(true);
});

test.each(["", "The image.", "…"])("a sentence that says nothing has no share: “%s”", (sentence) => {
  expect(score(sentence)).toEqual({ share: null, flagged: false, way: null, parts: [] });
});

test("without a library and without any evidence it still answers", () => {
  const empty = createFlagScorer(nothing, { rules: claimRules, weights, habits: learnHabits([]) });
  expect(empty("A 3 cm mass of the left kidney.", []).share).toBeGreaterThan(0);
});

test("the pairs and scores of an answer are what it is held against", () => {
  const pair = {
    kind: "pair",
    id: "E1",
    marker: "[1]",
    text: "No effusion.",
    pairId: "a",
    case: "c",
    cosine: 0.5,
    source: null,
    modality: null,
    label: null,
  } as const;
  const scores = {
    kind: "score",
    id: "E2",
    marker: "[2]",
    text: "…",
    question: "q",
    scores: [{ name: "pneumonia", share: 0.9 }],
  } as const;
  const evidence: readonly Evidence[] = [pair, scores, { kind: "user", id: "E3", marker: "[3]", text: "It is a CT." }];
  expect(flagContextOf(evidence, "cough")).toEqual({
    given: "cough",
    neighbours: [{ text: "No effusion.", cosine: 0.5 }],
    scores: [[{ name: "pneumonia", share: 0.9 }]],
  });
});

test("no input makes it fail, and its share is a share", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc
      .array(fc.constantFrom("no", "left", "right", "nodule", "12 mm", "pacemaker", "pneumothorax", ".", ",", "lung"), {
        maxLength: 12,
      })
      .map((words) => words.join(" ")),
  );
  const context = fc.record({
    given: fc.option(text),
    neighbours: fc.array(fc.record({ text, cosine: fc.double({ min: -1, max: 1, noNaN: true }) }), { maxLength: 3 }),
    scores: fc.array(
      fc.array(fc.record({ name: text, share: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 2 }),
      { maxLength: 2 },
    ),
  });
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 3 }), context, (sentence, rest, about) => {
      const { share, parts } = score(sentence, rest, about);
      if (share !== null) expect(share >= 0 && share <= 1).toBe(true);
      expect(parts.every(({ adds }) => Number.isFinite(adds))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
