import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEncodedScan } from "../../src/app/scan-reader.ts";
import { synonymsOf } from "../../src/chat/claim-names.ts";
import { claimText } from "../../src/chat/claim-text.ts";
import type { Citation, Evidence } from "../../src/chat/contract.ts";
import { entailments } from "../../src/chat/entailment.ts";
import { imageSupport, type MeasuredScore, measureScan } from "../../src/chat/image-support.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { checkSentences } from "../../src/chat/sentence-checks.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { openMini, root } from "../support/mini.ts";

const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
const promptSets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
let mini: Awaited<ReturnType<typeof openMini>>;
let measured: readonly MeasuredScore[];
let scan: Awaited<ReturnType<typeof readEncodedScan>>;
const parts = () => ({ encoder: mini, rules: mini.rules, terms, promptSets });
beforeAll(async () => {
  mini = await openMini();
  const path = join(root, "samples", "images", "BrainT1Slice.png"); // an MRI of a head, by mini without a tumour
  scan = await readEncodedScan(path, undefined, { encoder: mini, rules: mini.rules });
  measured = await measureScan(scan, parts());
});
afterAll(() => mini[Symbol.asyncDispose]());

test.each([
  ["This is an MRI.", "for"],
  ["This is not an MRI.", "against"],
  ["This is a CT.", "against"],
  ["This is a CT of the chest.", "against"],
  ["This is an MRI of the head.", "for"],
  ["An MRI of the chest.", "against"], // one claim that the scores speak against is enough
  ["There is a glioma.", "against"],
  ["No glioma is seen.", "for"],
  ["A meningioma is not seen.", "for"],
  ["There is no tumour.", "for"],
  ["There is a tumour in the frontal lobe.", "against"],
  ["There is a fracture of the rib.", "not measured"],
  ["The ventricles are of normal size.", "not measured"],
  ["A glioma cannot be excluded.", "not measured"], // words alone do not tell what is claimed
])("this image and %j: %s", (text, verdict) => {
  expect(imageSupport(text, measured)).toMatchObject({ verdict });
});

test("what decided is named with its share", () => {
  const { measured: score } = imageSupport("There is a glioma.", measured);
  expect(score).toMatchObject({ question: "brain-mri-tumour", name: "glioma" });
  expect(score?.share).toBeLessThan(0.1);
});

function pair(text: string, number = 1): Evidence {
  const facts = { pairId: `p${number}`, case: `C-${number}`, cosine: 0.9, source: null, modality: null, label: null };
  return { id: `E${number}`, marker: `[${number}]`, kind: "pair", ...facts, text };
}
const citing = (evidence: Evidence, quote: string): Citation => ({
  marker: evidence.marker,
  evidenceId: evidence.id,
  quote,
});

describe("whether the evidence says so", () => {
  const effusion = pair("There is a small left pleural effusion. The heart is of normal size.");
  const span = "There is a small left pleural effusion.";
  test.each([
    ["quoted as it stands", `In case C-1 the reporter wrote: "${span}"`, "yes"],
    ["in other order", "A left pleural effusion, small.", "yes"],
    ["denied", "There is no small left pleural effusion.", "no"],
    ["another side", "There is a small right pleural effusion.", "no"],
    ["another number", "There are 3 small left pleural effusions.", "no"],
    ["of other things", "Multiple vertebral compression fractures with kyphosis.", "no"],
  ])("%s", async (_, text, verdict) => {
    const sentence = { text, citations: [citing(effusion, span)] };
    const [entailed] = await entailments([sentence], [effusion], { encoder: mini.text, synonyms: synonymsOf(terms) });
    expect(entailed).toMatchObject({ verdict, by: "words" });
    expect(entailed.cosine).toBeGreaterThan(-1);
  });

  test("a sentence without a citation is said by nothing", async () => {
    const sentence = { text: "There is a mass.", citations: [] };
    const [entailed] = await entailments([sentence], [effusion], { encoder: mini.text, synonyms: [] });
    expect(entailed).toEqual({ verdict: "no", words: 0, cosine: null, by: "words" });
  });
});

test("the three checks stand apart: a true quote of another patient that this image speaks against", async () => {
  const other = pair("Heterogeneous glioma of the left frontal lobe.");
  const quote = "Heterogeneous glioma of the left frontal lobe.";
  const sentences = [
    { text: `In case C-1 the reporter wrote: "${quote}"`, citations: [citing(other, quote)] },
    { text: 'In case C-1 the reporter wrote: "A stroke."', citations: [] },
  ];
  const [first, second] = await checkSentences(sentences, [other], scan, parts());
  expect(first.checks).toMatchObject({ quoted: "stands", entailed: { verdict: "yes" }, image: { verdict: "against" } });
  expect(second.checks).toMatchObject({ quoted: "does not stand", entailed: { verdict: "no" } });
});

test("what a sentence claims leaves out whose words they are, titles, and how often such sentences were right", () => {
  const other = pair("A mass.");
  expect(claimText('In case C-1 the reporter wrote: "A mass."', [other])).toBe("A mass.");
  expect(
    claimText(
      'It fits glioma best: share 0.98 among the 4 names of "Brain tumour, MRI"; such statements were right for 94 % of 429 test images (said of every image: 34 %).',
      [other],
    ),
  ).toBe('It fits glioma best: share 0.98 among the 4 names of " ".');
});
