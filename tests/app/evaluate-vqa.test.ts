import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEvaluations } from "../../src/app/evaluate.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { readRephrasings } from "../../src/chat/rephrase.ts";
import { dot } from "../../src/core/vector.ts";
import type { QuestionHead } from "../../src/encoders/contract.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { LibraryUnknownError } from "../../src/retrieval/errors.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { openMini, root } from "../support/mini.ts";
import { scriptedHead } from "../support/question-head.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const images = ["BrainT1Slice.png", "retina.jpg"];

/** Would say yes of the first image, and no of every other: which it may not, for no finding is ruled out. */
async function headOfFirst(): Promise<QuestionHead> {
  const { image } = await decodeScan(join(root, "samples", "images", images[0]));
  const [{ features }] = await mini.image.encode([image]);
  return {
    answer(asked, sentence) {
      const isFirst =
        features !== undefined && Math.abs(dot(asked.features, features) / dot(features, features) - 1) < 0.01;
      return scriptedHead({}, { yesShare: isFirst ? 0.95 : 0.05 }).answer(asked, sentence);
    },
  };
}

test.each([
  { control: "own" as const, answered: 1, right: 0.5 },
  { control: "shuffled" as const, answered: 1, right: 0 },
  { control: "blank" as const, answered: 0, right: 0 }, // a grey picture is like nothing that the encoder knows
])("the question head is measured as it answers: $control images", async ({ control, answered, right }) => {
  const data = await temporaryFolder();
  for (const name of images) await copyFile(join(root, "samples", "images", name), join(data, name));
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  await writeFile(join(data, "manifest.jsonl"), lines(images.map((file) => ({ file }))));
  const asked = images.map((file, i) => ({
    file,
    question: "Is there a fracture?",
    answer: i === 0 ? "yes" : "no",
    answer_type: "CLOSED",
  }));
  await writeFile(join(data, "vqa.jsonl"), lines(asked));
  const encoder = { ...mini, questions: await headOfFirst() };
  const evaluations = createEvaluations({
    encoding: async () => ({ encoder, rules: mini.rules }),
    terms: () => readQuestionTerms(join(root, "prompts", "chat", "question-terms.json")),
    promptSets: () => readShippedPromptSets(join(root, "prompts", "zero-shot")),
    openLibrary: () => Promise.reject(new LibraryUnknownError([])),
    rephrasings: () => readRephrasings(join(root, "prompts", "chat", "rephrasings.json")),
    embed: embedPromptSet,
    calibrations: { find: async () => null },
  });
  const { result } = await evaluations.vqa({ data: [data], images: control });
  expect(result).toMatchObject({ images: control, closed: { n: 2, answered } });
  expect(result.metrics.closedAccuracy?.value).toBe(right);
  expect(result.metrics.abstentionRate?.value).toBe(1 - answered / 2);
  expect(result.closed.accuracyWhenAnswered?.value).toBe(answered > 0 ? right / (answered / 2) : undefined);
  expect(result.rephrasing).toBe(null);
});
