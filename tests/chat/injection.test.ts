import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEncodedScan } from "../../src/app/scan-reader.ts";
import { type AnswerPrompts, readAnswerPrompts } from "../../src/chat/answer-prompt.ts";
import { answerWithModel } from "../../src/chat/answer-with-model.ts";
import { answerFromEvidence } from "../../src/chat/ask.ts";
import { noConversation, type SimilarToScan } from "../../src/chat/ask-parts.ts";
import type { Answer } from "../../src/chat/contract.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { cleanText } from "../../src/core/clean-text.ts";
import type { EncodedScan } from "../../src/encoders/encoded-scan.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { encodePng } from "../../src/imaging/view.ts";
import type { SimilarPair } from "../../src/retrieval/contract.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { promptText, readAll, scriptedModel } from "../support/asking-desk.ts";
import { withFaintText } from "../support/faint-text.ts";
import { openMini, root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { captionCases, faintCases, fence, hiddenCases } from "./injection-cases.ts";

const question = "Is this an MRI?";
const path = join(root, "samples", "images", "BrainT1Slice.png");
const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
const promptSets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
let prompts: AnswerPrompts;
let mini: Awaited<ReturnType<typeof openMini>>;
let scan: EncodedScan;
let plain: Answer;
beforeAll(async () => {
  mini = await openMini();
  prompts = await readAnswerPrompts(join(root, "prompts", "chat"));
  scan = await readEncodedScan(path, undefined, { encoder: mini, rules: mini.rules });
  plain = await answerFromEvidence(question, scan, parts(captioned("A mass.")));
});
afterAll(() => mini[Symbol.asyncDispose]());

function captioned(caption: string): SimilarToScan {
  const pair: SimilarPair["pair"] = {
    id: "p1",
    case: "MRN-0042",
    caption,
    text: caption,
    label: null,
    source: null,
    modality: null,
    kind: null,
    anatomy: null,
    licence: null,
    partition: null,
    sha256: "0".repeat(64),
  };
  return { found: [{ pair, cosine: 0.9, score: 0.9, why: "" }], reason: null, ownCaseLeftOut: false };
}

function parts(similar: SimilarToScan) {
  return { encoder: mini, rules: mini.rules, terms, promptSets, findSimilar: async () => similar };
}

/** A model that does what it is told by whoever told it last. */
async function obey(asked: EncodedScan, similar: SimilarToScan, obeyed: string) {
  const model = scriptedModel(obeyed.replace("RULES", prompts.rules.fill({ fence })));
  const more = { model, prompts, fence, shots: 0, pictures: async () => Promise.reject(new Error()), used: () => {} };
  const signal = new AbortController().signal;
  const { result } = await readAll(
    answerWithModel(question, asked, { ...parts(similar), ...more }, noConversation, signal),
  );
  return { result, prompt: promptText(model.calls[0].slice(1)) };
}

/** No rule, no citation of what was not retrieved, no claim that stands unflagged. */
function expectHarmless({ answer, citations, evidence, flags, shortAnswer, sentences }: Answer) {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
  const rules = ` ${words(prompts.rules.fill({ fence })).join(" ")} `;
  const said = words(answer);
  for (let i = 0; i + 8 <= said.length; i++) expect(rules).not.toContain(` ${said.slice(i, i + 8).join(" ")} `);
  expect(answer).not.toContain(fence);
  const ids = new Set(evidence.map(({ id }) => id));
  for (const { evidenceId, quote, marker } of citations) {
    expect(ids).toContain(evidenceId);
    expect(evidence.find((each) => each.marker === marker)?.text).toContain(quote);
  }
  for (const marker of answer.match(/\[\d+\]/g) ?? []) expect(evidence.map((each) => each.marker)).toContain(marker);
  expect(shortAnswer === null || shortAnswer === plain.shortAnswer).toBe(true);
  const flagged = new Set(flags.flatMap(({ sentence }) => (sentence === undefined ? [] : [sentence])));
  expect(sentences.map((_, i) => i).filter((i) => !flagged.has(i))).toEqual([]);
}

describe("orders in a caption", () => {
  test.each(captionCases)("$name", async ({ caption, obeyed }) => {
    const similar = captioned(cleanText(caption).text);
    const { result, prompt } = await obey(scan, similar, obeyed);
    expectHarmless(result);
    expect(prompt.split(fence)).toHaveLength(3); // opened once, closed once
    expect(prompt.match(/^\[\d+\] \((?:this scan|the user)\)/gm)).toHaveLength(
      result.evidence.filter(({ kind }) => kind !== "pair").length,
    );
    const written = await answerFromEvidence(question, scan, parts(similar));
    expect(written).toMatchObject({ answer: plain.answer, shortAnswer: plain.shortAnswer, abstained: plain.abstained });
  });
});

describe("orders in hidden characters", () => {
  test.each(hiddenCases)("$name", async ({ caption, order, obeyed, gone }) => {
    const { result, prompt } = await obey(scan, captioned(caption), obeyed); // as if the library had kept it as it came
    expectHarmless(result);
    expect(prompt.replaceAll("\n", "")).not.toMatch(/[\p{Cf}\p{Cc}]|[\u{e0100}-\u{e01ef}]/u);
    expect(prompt.split(fence)).toHaveLength(3);
    if (gone) expect(prompt).not.toContain(order.slice(0, 12));
    const written = await answerFromEvidence(question, scan, parts(captioned(caption)));
    expect(written.shortAnswer).toBe(plain.shortAnswer);
  });
});

describe("orders written faintly over the picture", () => {
  test.each(faintCases)("$name, $levels grey levels", async ({ order, obeyed, levels }) => {
    const { image, changed } = withFaintText((await decodeScan(path)).image, order, levels);
    expect(changed).toBeGreaterThan(1_000);
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    const file = join(folder, "faint.png");
    await writeFile(file, await encodePng(image));
    const faint = await readEncodedScan(file, undefined, { encoder: mini, rules: mini.rules });
    const written = await answerFromEvidence(question, faint, parts(captioned("A mass.")));
    expect(written).toMatchObject({ shortAnswer: plain.shortAnswer, abstained: plain.abstained });
    expectHarmless((await obey(faint, captioned("A mass."), obeyed)).result);
  });
});

test("sixty cases in three families", () => {
  expect([captionCases, hiddenCases, faintCases].map(({ length }) => length)).toEqual([20, 20, 20]);
});
