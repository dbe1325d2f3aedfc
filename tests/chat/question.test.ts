import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { checkQuestion } from "../../src/chat/ask.ts";
import { bareQuestion, readQuestion } from "../../src/chat/question.ts";
import { type QuestionTerms, readQuestionTerms } from "../../src/chat/question-terms.ts";
import { type Answerer, whoAnswers } from "../../src/chat/who-answers.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { root } from "../support/mini.ts";
import { hasShared, shared } from "../support/shared.ts";

let terms: QuestionTerms;
beforeAll(async () => {
  terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
});

/** A question, who must answer it, and what it must be understood to name. */
interface Expected {
  readonly form?: "closed" | "choice" | "open";
  readonly kinds?: readonly string[];
  readonly organs?: readonly string[];
  /** First term of each concept. */
  readonly concepts?: readonly string[];
  readonly negated?: boolean;
}

const table: Readonly<Record<Answerer, readonly (readonly [question: string, expected?: Expected])[]>> = {
  kind: [
    ["What kind of image is this?", { form: "open" }],
    ["what imaging modality was used"],
    ["How was this image taken?"],
    ["The imaging modality is...?"],
    ["Hello, could you please tell me what kind of scan this is?", { form: "open" }],
    ["What is the modality of this MRI?", { kinds: ["mri"] }],
    ["Is this a CT?", { form: "closed", kinds: ["ct"] }],
    ["is this a ct scan -yes/no", { form: "closed", kinds: ["ct"], negated: false }],
    ["Is this a CT or not?", { form: "closed", kinds: ["ct"], negated: false }],
    ["Is this an X‑ray?", { kinds: ["xray"] }], // a non-breaking hyphen
    ["Is this not an MRI?", { kinds: ["mri"], negated: true }],
    ["Isn't this an MRI?", { kinds: ["mri"], negated: false }],
    ["Can you tell me if this is a CT?", { form: "closed", kinds: ["ct"] }],
    ["Tell me whether this is an ultrasound", { form: "closed", kinds: ["ultrasound"] }],
    ["Tell me whether this is an angiogram", { form: "closed", kinds: ["unknown"] }],
    ["Was MRI used?", { form: "closed", kinds: ["mri"] }],
    ["Is the imaging modality computed tomography?", { form: "closed", kinds: ["ct"] }],
    ["Is this image a CT or MRI image?", { form: "choice", kinds: ["ct", "mri"] }],
    ["Fundus photograph or blood smear?", { form: "choice", kinds: ["fundus", "blood smear"] }],
    ["Is this an H&E slide?", { kinds: ["histology"] }],
  ],
  organ: [
    ["What organ system is pictured?"],
    ["Which organ system is imaged?"],
    ["What part of the body is being imaged?"],
    ["Where in the body is this?"],
    ["Is this the brain?", { form: "closed", organs: ["head"] }],
    ["Is this a study of the brain?", { form: "closed", organs: ["head"] }],
    ["Is this the chest or the abdomen?", { form: "choice", organs: ["chest", "abdomen"] }],
    ["Is this a picture of the liver?", { form: "closed", organs: ["other"] }],
  ],
  "kind and organ": [
    ["Is this a chest X-ray?", { kinds: ["xray"], organs: ["chest"] }],
    ["Is this a CT of the abdomen?", { kinds: ["ct"], organs: ["abdomen"] }],
    ["is this a brain mri, yes or no?", { kinds: ["mri"], organs: ["head"], negated: false }],
  ],
  concept: [
    ["Is there a glioma?", { form: "closed", concepts: ["glioma"] }],
    ["Is/are there meningiomas present in this image? -yes/no", { concepts: ["meningioma"], negated: false }],
    ["Is there evidence of pneumonia?", { concepts: ["pneumonia"] }],
    ["Does this brain MRI show a pituitary adenoma?", { concepts: ["pituitary tumour"], kinds: ["mri"] }],
    ["Can you tell me whether there is a tumor?", { form: "closed", concepts: ["tumour", "cancer"] }],
    ["Do you see any tumour here?", { form: "closed", concepts: ["tumour", "cancer"] }],
    ["Is there lung cancer on this CT?", { concepts: ["lung cancer"], kinds: ["ct"], organs: [] }],
    ["Is there a malignant tumour?", { concepts: ["tumour", "cancer", "cancer"] }],
    ["Is this an adenocarcinoma of the pancreas?", { concepts: ["adenocarcinoma"], organs: ["other"] }],
    ["Is there a brain tumour?", { concepts: ["tumour"], organs: [] }],
    ["Is there no tumour?", { negated: true }],
    ["Is this scan free of tumour?", { negated: true }],
    ["Can you rule out pneumonia?", { concepts: ["pneumonia"], negated: true }],
    ["Does the patient have diabetic retinopathy?", { concepts: ["diabetic retinopathy"] }],
    ["Are these cells lymphocytes?", { concepts: ["lymphocyte"] }],
    ["Is this tissue benign?", { concepts: ["benign", "benign"] }],
    ["Is there breast cancer?", { form: "closed", concepts: ["breast cancer"], organs: [] }],
    ["Is this a benign breast lesion on ultrasound?", { concepts: ["benign breast lesion"], kinds: ["ultrasound"] }],
    ["Is this lung adenocarcinoma?", { concepts: ["lung adenocarcinoma"] }],
    ["Is it adenocarcinoma?", { concepts: ["adenocarcinoma"] }],
  ],
  subtype: [
    ["What type of tumour is it?", { form: "open" }],
    ["What is the diagnosis?", { form: "open" }],
    ["Which cell is this?"],
    ["Which white blood cell is this?"],
    ["What type of leukocyte is shown?"],
    ["What kind of lesion is this?"],
    ["What cancer does this patient have?"],
    ["Is this a glioma or a meningioma?", { form: "choice", concepts: ["glioma", "meningioma"] }],
    ["Is it benign or malignant?", { form: "choice" }],
  ],
  everything: [
    ["What is this?"],
    ["What does this show?"],
    ["What does this chest X-ray show?", { kinds: ["xray"], organs: ["chest"] }],
    ["Describe this image."],
    ["Please describe the findings"],
    ["What is abnormal in this image?"],
    ["What can you see?"],
    ["?"],
  ],
  "similar cases": [
    // each names something that a score measures, and asks for something else
    ["Is the inferior vena cava compressed by the tumor?", { form: "closed" }],
    ["Is the tumour benign?"],
    ["Is this cancer and not benign?"],
    ["Are there neutrophils and lymphocytes?"],
    ["Is this a neutrophil and not a lymphocyte?"],
    ["Is this a glioma, not a meningioma?"],
    ["Is this an MRI and not a CT?"],
    ["Is this a PET CT?"],
    ["Is this a CT, an X-ray?"],
    ["Is this a retina and not a brain?"],
    ["Is there retinopathy in the eye and in the brain?"],
    ["Is this a chest CT or a brain MRI?"],
    ["Is this a CT scan? Is there a tumour?"],
    ["Where is the tumour?"],
    ["How large is the glioma?"],
    ["How many tumours are there?"],
    ["Is the tumour enhancing?"],
    ["Is this an abscess or cancer?"],
    ["Is this brain abnormal?", { form: "closed" }],
    ["Is the CT abnormal?", { form: "closed" }],
    ["Is the brain normal?"],
    ["Is the liver visible?"],
    ["Is this a CT with contrast?"],
    ["Is this a T1 weighted MRI?"],
    ["Is this a chest X-ray of a child?"],
    ["What type of MRI is this?"],
    ["What part of the brain is seen in this image?"],
    ["What is the foreign body?"],
    ["Which organ is enlarged?"],
    ["Which organ has the abnormality?"],
    ["Is/Are there degeneration in the patient's vertebral body?"],
    ["Is this image sufficient for a diagnosis?"],
    ["Would you perform this same modality in a patient with AKI?"],
    ["What imaging plane is depicted here?"],
    ["What type of imaging does this not represent?"],
    ["Are regions of the brain infarcted?"],
    ["Is there evidence of a pneumothorax"],
    ["Are the lungs normal appearing?"],
    ["Where is the optic disc?"],
    ["Is the heart enlarged?"],
    ["What plane is this?"],
    ["Does Dr. Smith think that this is a CT?"],
    ["¿Es esto una radiografía?"],
    ["有肿瘤吗？"],
    ["Is this a CT нормальный?"],
  ],
};
const rows = Object.entries(table).flatMap(([answerer, questions]) =>
  questions.map(([question, expected = {}]) => ({ question, answerer, expected })),
);

describe("a question", () => {
  test.each(rows)("$question -> $answerer", ({ question, answerer, expected }) => {
    const read = readQuestion(question, terms);
    const { concepts, ...others } = expected;
    expect({ answerer: whoAnswers(read), ...read }).toMatchObject({ answerer, ...others });
    if (concepts) expect(read.concepts.map((concept) => concept.terms[0])).toEqual(concepts);
  });

  test("is read the same in any case, spacing and end mark", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rows.map(({ question }) => question).filter((question) => /[a-z]{3}/.test(question))),
        fc.constantFrom("", "?", "??", " .", "!", "\n"),
        fc.boolean(),
        (question, end, shout) => {
          const other = `  ${(shout ? question.toUpperCase() : question).replaceAll(" ", "  ")}${end}`;
          expect(readQuestion(other, terms)).toEqual(readQuestion(question, terms));
        },
      ),
    );
  });

  test("of any characters is read without an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 4_000 }), (text) => {
        expect(typeof whoAnswers(readQuestion(text, terms))).toBe("string");
      }),
    );
  });

  test("in every word that nobody knows is never answered by a score", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rows.filter(({ answerer }) => answerer === "concept").map(({ question }) => question)),
        fc.stringMatching(/^q[a-z]{4,9}$/),
        (question, word) => {
          expect(whoAnswers(readQuestion(`${question.replace(/[?.]$/, "")} ${word}?`, terms))).toBe("similar cases");
        },
      ),
    );
  });
});

describe("checkQuestion", () => {
  test.each(["", " \n\t", "\u200b\u202e\ufeff", "x".repeat(4_001)])("refuses question %#", (text) => {
    expect(() => checkQuestion(text)).toThrow(expect.objectContaining({ code: "QUESTION_INVALID", kind: "input" }));
  });
  test("takes out space and hidden characters", () => {
    expect(checkQuestion(" Is this a C\u00adT?\u202e ")).toBe("Is this a CT?");
    expect(checkQuestion("x".repeat(4_000))).toHaveLength(4_000);
  });
});

describe("the shipped terms", () => {
  test("name only classes of the shipped prompt sets, and are written as questions are read", async () => {
    const sets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
    for (const { set, classes } of terms.concepts) {
      const known = sets.find(({ id }) => id === set)?.classes.map(({ name }) => name) ?? [];
      expect(known).toEqual(expect.arrayContaining([...classes]));
    }
    const { kinds, organs, cues, concepts, unknownKinds, emptyWords } = terms;
    const lists = [...Object.values(kinds), ...Object.values(organs), ...concepts].map((each) => each.terms);
    for (const term of [...lists, ...Object.values(cues), unknownKinds, emptyWords].flat())
      expect(term).toMatch(/^[a-z0-9&/'-]+( [a-z0-9&/'-]+)*$/);
  });
});

const Asked = z.looseObject({
  question: z.string(),
  answer_type: z.string(),
  question_type: z.string(),
  partition: z.string(),
});

describe.skipIf(!hasShared("data/vqa_rad/vqa.jsonl"))("the questions of VQA-RAD's partition train", () => {
  const asked = () =>
    readFileSync(join(shared, "data", "vqa_rad", "vqa.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => Asked.parse(JSON.parse(line)))
      .filter(({ partition }) => partition === "train");
  const answerers = (type: string) => {
    const found = asked().filter(({ question_type }) => question_type === type);
    return found.map(({ question }) => whoAnswers(readQuestion(question, terms)));
  };

  test("about size, position, plane, colour, count or attributes are never answered by a score of kind, organ or class", () => {
    const scores: readonly Answerer[] = ["organ", "concept", "subtype", "kind and organ"];
    for (const type of ["SIZE", "POS", "PLANE", "COLOR", "COUNT", "ATTRIB"])
      expect(answerers(type).filter((answerer) => scores.includes(answerer))).toEqual([]);
  });

  test("about the modality are often understood", () => {
    const found = answerers("MODALITY");
    expect(found.filter((answerer) => answerer.startsWith("kind")).length / found.length).toBeGreaterThan(0.3);
  });
});

test.each([
  ["Is there a mass?", "Is there a mass?"],
  ["is there a mass", "is there a mass"],
  ["Is the lung, on the left, clear?", "Is the lung, on the left, clear?"],
  ["Is there a mass, yes or no?", "Is there a mass?"],
  ["Is this normal or not?", "Is this normal?"],
  ["Please tell me: Is there a mass?", "Is there a mass?"],
  ["Can you tell me whether there is a mass?", "Is there a mass?"],
  ["Can you tell me if this is a CT?", "Is this a CT?"],
  ["Would you say that this is a PA film?", "Is this a PA film?"],
  ["Please.", "Please."],
])("%s, without what is said around it: %s", (text, bare) => {
  expect(bareQuestion(text)).toBe(bare);
});
