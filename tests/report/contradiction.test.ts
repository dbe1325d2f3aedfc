import { join } from "node:path";
import { expect, test } from "vitest";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { createContradictionCheck } from "../../src/report/contradiction.ts";
import type { ScanFacts } from "../../src/report/scan-facts.ts";
import type { Pair } from "../../src/retrieval/contract.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { root } from "../support/mini.ts";

const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
const sets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
const set = sets.find(({ id }) => id === "brain-mri-tumour") ?? sets[0];
const rule = { shareAtLeast: 0.5, testRight: 0.95, testN: 100 };
const scored = (name: string) => ({
  evidence: { kind: "score" as const, question: "test", scores: [], text: "test" },
  top: { name, share: 0.97 },
  sure: true,
});

/** A brain MR whose scores affirm one class, or deny another. */
function facts({ affirmed, denied }: { readonly affirmed?: string; readonly denied?: string }): ScanFacts {
  const stated = (name: string) => ({ name, share: 0.97, rule });
  return {
    kind: scored("mri"),
    organ: { organ: "head", scores: scored("head") },
    organScores: scored("head"),
    sets: [
      {
        scores: { ...scored(affirmed ?? "no tumour"), set, shareOf: () => 0 },
        affirmed: affirmed === undefined ? null : stated(affirmed),
        denied: denied === undefined ? [] : [stated(denied)],
      },
    ],
  };
}

const pair: Pair = {
  id: "0".repeat(32),
  sha256: "0".repeat(64),
  case: "A1",
  caption: "Text.",
  text: "Text.",
  label: null,
  kind: "mri",
  anatomy: null,
  modality: null,
  source: null,
  licence: null,
  partition: null,
};

test.each([
  ["of the same kind", {}, false],
  ["of another kind of image", { kind: "ct" }, true],
  ["of another part of the body", { anatomy: "Abdomen" }, true],
  ["of the same part of the body", { anatomy: "Brain" }, false],
  ["of a part that nobody can tell", { anatomy: "Genitourinary" }, false],
  ["with the label that the scores affirm", { label: "glioma_tumor" }, false],
  ["with another label of the same set", { label: "meningioma_tumor" }, true],
  ["whose label says so in free words", { label: "Meningioma, Falx" }, true],
  ["with a label of no set", { label: "Cerebral infarct" }, false],
])("a case %s", (_, part, contradicts) => {
  const check = createContradictionCheck(facts({ affirmed: "glioma" }), terms);
  const other = { ...pair, ...part };
  expect(check.image(other) || check.findings(other, ["Text."])).toBe(contradicts);
});

test.each([
  ["There is a large glioma.", false],
  ["No glioma is seen.", true],
  ["There is a meningioma.", true],
  ["There is no meningioma.", false],
  ["The tumour is large.", false],
  ["No tumour is seen.", true],
  ["No oedema; the glioma is large.", false],
  ["A CT showed the same.", true],
  ["On ultrasound it was bright.", true],
  ["The ventricles are symmetric.", false],
])("where the scores affirm a glioma, %j contradicts: %s", (sentence, contradicts) => {
  expect(createContradictionCheck(facts({ affirmed: "glioma" }), terms).sentence(sentence)).toBe(contradicts);
});

test.each([
  ["There is a large glioma.", true],
  ["No glioma is seen.", false],
  ["There is a meningioma.", false],
])("where the scores deny a glioma and affirm nothing, %j contradicts: %s", (sentence, contradicts) => {
  expect(createContradictionCheck(facts({ denied: "glioma" }), terms).sentence(sentence)).toBe(contradicts);
});

test("one sentence that names another tumour speaks against the whole case", () => {
  const check = createContradictionCheck(facts({ affirmed: "glioma" }), terms);
  expect(check.findings(pair, ["There is herniation.", "Oedema despite being a low-grade meningioma."])).toBe(true);
  expect(check.findings(pair, ["There is herniation.", "No meningioma."])).toBe(false);
});
