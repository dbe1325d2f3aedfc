import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerFromEvidence } from "../../src/chat/ask.ts";
import { noConversation } from "../../src/chat/ask-parts.ts";
import type { VqaEvidence } from "../../src/chat/contract.ts";
import { gatherEvidence } from "../../src/chat/gather-evidence.ts";
import { type QuestionTerms, readQuestionTerms } from "../../src/chat/question-terms.ts";
import type { QuestionHead } from "../../src/encoders/contract.ts";
import { type EncodedScan, encodeScan } from "../../src/encoders/encoded-scan.ts";
import { decodeScan, decodeScanBytes } from "../../src/imaging/decode.ts";
import { encodePng } from "../../src/imaging/view.ts";
import type { PromptSet } from "../../src/zeroshot/contract.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { pattern } from "../imaging/pattern.ts";
import { openMini, root } from "../support/mini.ts";
import { scriptedHead } from "../support/question-head.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
let terms: QuestionTerms;
let promptSets: readonly PromptSet[];
let brain: EncodedScan;
beforeAll(async () => {
  mini = await openMini();
  terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
  promptSets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
  const scan = await decodeScan(join(root, "samples", "images", "BrainT1Slice.png"));
  brain = await encodeScan(scan, undefined, { encoder: mini, rules: mini.rules });
});
afterAll(() => mini[Symbol.asyncDispose]());

const nothing = { found: [], reason: "The library is empty.", ownCaseLeftOut: false };
const partsWith = (questions: QuestionHead | null) => ({
  encoder: { ...mini, questions },
  rules: mini.rules,
  terms,
  promptSets,
  findSimilar: async () => nothing,
});
const ask = (question: string, questions: QuestionHead | null, scan = brain, said = noConversation) =>
  answerFromEvidence(question, scan, partsWith(questions), said);

const shift = "Is there midline shift?";

describe("where it may speak, the question head", () => {
  test("answers with its evidence, how often that was right, and what the question alone gives", async () => {
    const answer = await ask(shift, scriptedHead());
    expect(answer).toMatchObject({
      shortAnswer: "yes",
      abstained: false,
      calibrated: true,
      probability: 0.9375,
      questionOnlyProbability: 0.75,
    });
    expect(answer.answer).toMatch(/^Yes\. .*probability 0\.94 .*0\.75 from the question alone; .* 91 % of 120 /);
    expect(answer.evidence).toMatchObject([
      {
        kind: "vqa",
        question: shift,
        questionKind: "finding",
        answer: "yes",
        probability: 0.9375,
        questionOnlyProbability: 0.75,
        answerableShare: 0.97,
        calibration: { shareAtLeast: 0.85, right: 0.912, n: 120 },
      },
    ]);
    expect(answer.citations).toEqual([{ marker: "[1]", evidenceId: "E1", quote: "yes 0.94" }]);
  });

  test("says what the question alone gives of the same answer, where that is the other one", async () => {
    const answer = await ask(shift, scriptedHead({}, { yesShare: 0.9, questionOnlyYesShare: 0.2 }));
    expect(answer).toMatchObject({ shortAnswer: "yes", probability: 0.9, questionOnlyProbability: 0.2 });
  });

  test("may say that an image is not normal", async () => {
    const answer = await ask("Is the image normal?", scriptedHead({ kind: "abnormality" }, { yesShare: 0.04 }));
    expect(answer).toMatchObject({ shortAnswer: "no", probability: 0.96 });
  });

  test("is evidence for a language model too, as the evidence writer rests on it", async () => {
    const { list, written } = await gatherEvidence(shift, brain, partsWith(scriptedHead()), noConversation);
    expect(list.items.filter(({ kind }) => kind === "vqa")).toHaveLength(1);
    expect(written.shortAnswer).toBe("yes");
    const other = await gatherEvidence("Is this an MRI?", brain, partsWith(scriptedHead()), noConversation);
    expect(other.list.items.filter(({ kind }) => kind === "vqa")).toEqual([]);
  });

  test("is said again when the user asks why", async () => {
    const last = await ask(shift, scriptedHead());
    const why = await ask("why?", scriptedHead(), brain, { questions: [shift], said: [], last });
    expect(why.answer).toContain(`To "${shift}"`);
    expect(why).toMatchObject({ shortAnswer: null, probability: null, calibrated: false });
    expect(why.evidence.map(({ kind }) => kind)).toEqual(["vqa"]);
  });
});

const silent: readonly (readonly [why: string, question: string, head: QuestionHead | null])[] = [
  ["the model has none", shift, null],
  ["the question is open", "Where is the midline shift?", scriptedHead()],
  ["the question is negated", "Is there no midline shift?", scriptedHead()],
  ["two things are asked", "Is there a fracture or a pneumothorax?", scriptedHead()],
  ["two questions are asked", "Is there a fracture? Is there midline shift?", scriptedHead()],
  ["a word was never trained on", "Is there midline shift of the septum?", scriptedHead()],
  ["a word is of another script", "Is there midline shift сегодня?", scriptedHead()],
  ["the question takes another kind of image for granted", "Is there a fracture visible on CT?", scriptedHead()],
  ["the question takes another part of the body for granted", "Is there a fracture in the hand?", scriptedHead()],
  ["it did not beat its twin at such questions", shift, scriptedHead({}, null)],
  ["it was right often enough at no share", shift, scriptedHead({}, { spokenFrom: null })],
  ["such an image does not answer it", shift, scriptedHead({ answerable: { share: 0.4, atLeast: 0.5 } })],
  ["its share is too low", shift, scriptedHead({}, { yesShare: 0.84 })],
  ["it would say that a finding is not there", shift, scriptedHead({}, { yesShare: 0.03 })],
  ["it would say that all is well", "Is the image normal?", scriptedHead({ kind: "abnormality" })],
  ["its share is no number", shift, scriptedHead({}, { yesShare: Number.NaN })],
];

describe("the question head is silent, and the answer is what it was without one,", () => {
  test.each(silent)("where %s", async (_why, question, head) => {
    const answer = await ask(question, head);
    expect(answer).toEqual(await ask(question, null));
    expect(answer).toMatchObject({ shortAnswer: null, probability: null, calibrated: false });
  });

  test.each([
    "Is this an MRI?",
    "Is this a CT?",
    "Is this the brain?",
    "Is there a glioma?",
    "Is there a glioma on this CT?",
  ])("where this scan's scores speak or abstain: %s", async (question) => {
    const head = scriptedHead();
    expect(await ask(question, head)).toEqual(await ask(question, null));
    expect(head.calls).toBe(0);
  });

  test("where the image is unlike those trained on or was trained on, or only a region of it is asked about", async () => {
    const noise = await decodeScanBytes(await encodePng(pattern("noise", 256, 256)));
    const unfamiliar = await encodeScan(noise, undefined, { encoder: mini, rules: mini.rules });
    const region = { ...brain, region: { xPx: 0, yPx: 0, widthPx: 90, heightPx: 90 } };
    for (const scan of [unfamiliar, region, { ...brain, seenInTraining: true }]) {
      const head = scriptedHead();
      expect(await ask(shift, head, scan)).toEqual(await ask(shift, null, scan));
      expect(head.calls).toBe(0);
    }
  });
});

test("a finding that scores measure on another kind of image alone is not asked of the head", async () => {
  const head = scriptedHead({}, { words: new Set("is there pneumonia".split(" ")) });
  expect(await ask("Is there pneumonia?", head)).toMatchObject({ shortAnswer: null, abstained: true });
  expect(head.calls).toBe(0);
});

test("evidence of the head says all of it in words", async () => {
  const { evidence } = await ask(shift, scriptedHead());
  const [found] = evidence.filter((each): each is VqaEvidence => each.kind === "vqa");
  for (const said of [shift, "finding", "yes 0.94", "yes 0.75 from the question alone", "0.97", "0.85", "91 % of 120"])
    expect(found.text).toContain(said);
});
