import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createEvaluations } from "../../src/app/evaluate.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { readRephrasings } from "../../src/chat/rephrase.ts";
import { LibraryUnknownError } from "../../src/retrieval/errors.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { miniFolder, openMini, root } from "../support/mini.ts";
import { hasShared, shared } from "../support/shared.ts";

const Metric = z.object({ value: z.number(), low: z.number(), high: z.number() });
const Evaluation = z.object({
  about: z.object({ encoder: z.string(), partition: z.literal("test") }),
  figures: z.record(z.string(), z.object({ n: z.int(), metrics: z.record(z.string(), Metric) })),
});
const { about, figures } = Evaluation.parse(JSON.parse(readFileSync(join(miniFolder, "evaluation.json"), "utf8")));

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

test.skipIf(!hasShared("data")).each([
  { folder: "brain_tumor_mri", set: "brain-mri-tumour" },
  { folder: "lc25000_histology", set: "lung-colon-histology" },
  { folder: "wbc_blood_smear", set: "white-blood-cells" },
])("eval zeroshot on partition test of $folder finds what the card's evaluation says", async ({ folder, set }) => {
  const evaluations = createEvaluations({
    encoding: async () => ({ encoder: mini, rules: mini.rules }),
    terms: () => readQuestionTerms(join(root, "prompts", "chat", "question-terms.json")),
    promptSets: () => readShippedPromptSets(join(root, "prompts", "zero-shot")),
    openLibrary: () => Promise.reject(new LibraryUnknownError([])),
    rephrasings: () => readRephrasings(join(root, "prompts", "chat", "rephrasings.json")),
    embed: embedPromptSet,
    calibrations: { find: async () => null },
  });
  const { result: found } = await evaluations.zeroShot({ data: [join(shared, "data", folder)], partition: "test" });
  const { balancedAccuracy } = found.metrics;
  const stated = figures[`zeroshot ${folder}`];
  process.stderr.write(`${folder}: ${JSON.stringify(balancedAccuracy)}, n ${found.n}\n`);
  expect(found.promptSet.id).toBe(set);
  expect(found.seenInTraining).toBe(0);
  expect({ encoder: found.encoder, n: found.n }).toEqual({ encoder: about.encoder, n: stated.n });
  for (const side of ["value", "low", "high"] as const)
    expect(balancedAccuracy?.[side]).toBeCloseTo(stated.metrics.balancedAccuracy[side], 2);
});
