import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { checkSentence, type SentenceCheck } from "../../src/chat/check-sentence.ts";
import { claimNamesOf, synonymsOf } from "../../src/chat/claim-names.ts";
import type { Evidence } from "../../src/chat/contract.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { root } from "../support/mini.ts";

const evidence: readonly Evidence[] = [
  {
    id: "E1",
    marker: "[1]",
    kind: "score",
    question: "kind of image",
    scores: [
      { name: "mri", share: 0.97 },
      { name: "ct", share: 0.03 },
    ],
    text: "Kind of image, share of 2 kinds: mri 0.97, ct 0.03; likeness to the training images 0.91, at least 0.8 where the kind is known.",
  },
  {
    id: "E2",
    marker: "[2]",
    kind: "score",
    question: "brain-mri-tumour",
    scores: [
      { name: "glioma", share: 0.8 },
      { name: "meningioma", share: 0.15 },
      { name: "no tumour", share: 0.05 },
    ],
    text: "Brain MRI, share of 3 names: glioma 0.80, meningioma 0.15, no tumour 0.05.",
  },
  {
    id: "E3",
    marker: "[3]",
    kind: "pair",
    pairId: "0".repeat(32),
    case: "synpic42",
    cosine: 0.9,
    source: null,
    modality: "MRI",
    label: null,
    text: "A 4.2 cm enhancing mass in the left frontal lobe. There is midline shift.",
  },
  { id: "E4", marker: "[4]", kind: "user", text: "The user said: this is a CT of the head." },
];
const fromHead = (answer: "yes" | "no"): Evidence => ({
  id: "E5",
  marker: "[5]",
  kind: "vqa",
  question: "Is there a pneumothorax?",
  questionKind: "finding",
  answer,
  probability: 0.94,
  questionOnlyProbability: 0.75,
  answerableShare: 0.97,
  calibration: { shareAtLeast: 0.85, right: 0.91, n: 120 },
  text: `Question head, asked "Is there a pneumothorax?" (a question of finding): probability ${answer} 0.94 from this scan's image; ${answer} 0.75 from the question alone; such answers were right for 91 % of 120 calibration questions.`,
});
let check: SentenceCheck;
beforeAll(async () => {
  const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
  const names = evidence.flatMap((each) =>
    each.kind === "score" ? [[each.id, claimNamesOf(each, terms)] as const] : [],
  );
  check = { evidence, unsure: new Set(), synonyms: synonymsOf(terms), names: new Map(names), verdict: null };
});
const answering = (verdict: SentenceCheck["verdict"]) => ({ ...check, verdict });
/** The same with the greatest share on "no tumour". */
const tumourFree = () => ({
  ...check,
  evidence: evidence.map((each) =>
    each.kind === "score" && each.id === "E2"
      ? {
          ...each,
          scores: [
            { name: "no tumour", share: 0.99 },
            { name: "glioma", share: 0.01 },
            { name: "meningioma", share: 0 },
          ],
          text: "Brain tumour, MRI, share of 3 names: no tumour 0.99, glioma 0.01, meningioma 0.00.",
        }
      : each,
  ),
});

describe("a language model's sentence", () => {
  test.each<readonly [sentence: string, quotes: readonly string[]]>([
    ["This image looks like an MRI [1].", ["mri 0.97"]],
    ["This is most likely a magnetic resonance image [1].", ["mri 0.97"]],
    ["This is not a CT but an MRI [1].", ["mri 0.97"]],
    ["The share is among 3 names, and glioma has 0.80 [2].", ["glioma 0.80"]],
    ["A tumour is likely [2].", ["glioma 0.80"]],
    ["The score for glioma is 0.80 [2].", ["glioma 0.80"]],
    ["The share of glioma is 80% [2].", ["glioma 0.80"]],
    ["Glioma has the highest share [2], and meningioma has 0.15 [2].", ["glioma 0.80"]],
    ["A meningioma is unlikely [2].", ["meningioma 0.15"]],
    ['In case synpic42 the reporter wrote: "There is midline shift." [3]', ["There is midline shift"]],
    ["In case synpic42 the reporter wrote: “midline shift” [3].", ["midline shift"]],
    ["You said it is a CT of the head [4].", ["The user said: this is a CT of the head."]],
    ["You said it is a CT [4], but the score says MRI [1].", ["mri 0.97", "The user said: this is a CT of the head."]],
    [
      'This image looks like an MRI [1]; in case synpic42 the reporter wrote: "There is midline shift" [3].',
      ["mri 0.97", "There is midline shift"],
    ],
  ])("passes: %s", (sentence, quotes) => {
    const { flag, citations } = checkSentence(sentence, 0, check);
    expect({ flag, quotes: citations.map(({ quote }) => quote) }).toEqual({ flag: null, quotes });
  });

  test.each<readonly [sentence: string, code: string]>([
    ["This image looks like an MRI.", "UNSUPPORTED"],
    ["There is a pneumothorax [1].", "UNSUPPORTED"],
    ["This is a CT [1].", "UNSUPPORTED"],
    ["This is not an MRI [1].", "UNSUPPORTED"],
    ["There is no glioma [2].", "UNSUPPORTED"],
    ["There is a meningioma [2].", "UNSUPPORTED"],
    ["The share of glioma is 0.93 [2].", "UNSUPPORTED"],
    ["The glioma measures 4.2 cm [2].", "UNSUPPORTED"],
    ["The glioma has a share of 0.97 [2].", "UNSUPPORTED"],
    ["The MRI has a share of 0.91 [1].", "UNSUPPORTED"], // its likeness
    ["There is no tumour [2].", "UNSUPPORTED"],
    ["There are 3 gliomas [2].", "UNSUPPORTED"], // of "share of 3 names"
    ["Two gliomas are seen [2].", "UNSUPPORTED"],
    ["The share of glioma is 15% [2].", "UNSUPPORTED"], // it is the meningioma's
    ["Glioma: 80 % of the brain [2].", "UNSUPPORTED"],
    ["The share of glioma is ٨٠% [2].", "UNSUPPORTED"],
    ["A glioma with a share of 0.80 is not present [2].", "UNSUPPORTED"],
    ["A glioma is not seen and a meningioma is not seen [2].", "UNSUPPORTED"],
    ["A meningioma is not seen and a glioma is not seen [2].", "UNSUPPORTED"],
    ["No glioma and no meningioma is seen [2].", "UNSUPPORTED"],
    ["The image shows meningioma (0.15) and no glioma (0.80) [2].", "UNSUPPORTED"],
    ["A glioma is not excluded [2].", "UNSUPPORTED"],
    ["It is likely present [1].", "UNSUPPORTED"],
    ["This is not a CT of the head [4].", "UNSUPPORTED"],
    ['The reporter wrote: "no acute findings" [3].', "CITATION_INVALID"],
    ['In case synpic42 the reporter wrote: "There is no midline shift." [3]', "CITATION_INVALID"],
    ['The score says "glioma 0.99" [2].', "CITATION_INVALID"],
    ["There is an enhancing mass in the left frontal lobe [3].", "OTHER_PATIENT"],
    ["This scan shows midline shift [3].", "OTHER_PATIENT"],
    ["The mass is 4.2 cm [3].", "OTHER_PATIENT"],
    ["This MRI shows midline shift [1][3].", "OTHER_PATIENT"],
    ["This MRI shows an enhancing mass of 4.2 cm [1][3].", "OTHER_PATIENT"],
    ['In case synpic42 the reporter wrote: "There is midline shift", and so has this scan [3].', "OTHER_PATIENT"],
    ['In case other99 the reporter wrote: "There is midline shift." [3]', "OTHER_PATIENT"],
    ["In case synpic42 there was midline shift [3].", "OTHER_PATIENT"],
    ['"There is midline shift." [3]', "OTHER_PATIENT"],
    ['As in case synpic42, where the reporter wrote "midline shift", the lobe is necrotic [3].', "OTHER_PATIENT"],
    ['Yes. In case synpic42 the reporter wrote: "midline shift" [3].', "OTHER_PATIENT"],
    ['In case synpic42 the reporter wrote: "mass", and the result is the same [3].', "OTHER_PATIENT"],
    ['In case synpic42 the reporter wrote: "mass" and that is also the case [3].', "OTHER_PATIENT"],
    [
      'In case synpic42 the reporter wrote: "midline shift"; it shows a 4.2 cm mass in the left frontal lobe [3].',
      "OTHER_PATIENT",
    ],
    ['This is an MRI [1], and in case synpic42 the reporter wrote: "mass" as here [3].', "OTHER_PATIENT"],
  ])("is flagged: %s -> %s", (sentence, code) => {
    expect(checkSentence(sentence, 0, check).flag?.code).toBe(code);
  });

  test.each<readonly [sentence: string, verdict: SentenceCheck["verdict"], code: string | undefined]>([
    ["Yes, this is an MRI [1].", "yes", undefined],
    ["No. This is not a CT but an MRI [1].", "no", undefined],
    ["Yes. This image looks like an MRI [1].", "no", "UNSUPPORTED"], // asked: is this a CT?
    ["Yes, this is an MRI [1].", null, "UNSUPPORTED"], // asked: is there a pneumothorax?
    ["Yes [1].", "yes", "UNSUPPORTED"], // it names nothing that could be checked
    ["Yes [1].", null, "UNSUPPORTED"],
    ["No, there is a glioma [2].", "yes", "UNSUPPORTED"],
  ])("a yes or no is this scan's evidence's: %s, where that says %s", (sentence, verdict, code) => {
    expect(checkSentence(sentence, 0, answering(verdict)).flag?.code).toBe(code);
  });

  test.each<readonly [sentence: string, code: string | undefined]>([
    ["There is no tumour [2].", undefined],
    ["No tumour has the greatest share, 0.99 [2].", undefined],
    ["The image fits no tumour best [2].", undefined],
    ["A glioma is not seen [2].", undefined],
    ["There is a tumour [2].", "UNSUPPORTED"],
    ["There is a glioma [2].", "UNSUPPORTED"],
    ["There are 4 tumours [2].", "UNSUPPORTED"],
  ])("a class that is an absence is read as one: %s", (sentence, code) => {
    expect(checkSentence(sentence, 0, tumourFree()).flag?.code).toBe(code);
  });

  test("a quote does not leave out that the reporter denied it", () => {
    const [score, , pair] = [evidence[0], evidence[1], evidence[2]];
    const denying = {
      ...check,
      evidence: [score, { ...pair, text: "There is no midline shift. A mass is not seen." }],
    };
    const code = (quote: string) =>
      checkSentence(`In case synpic42 the reporter wrote: "${quote}" [3]`, 0, denying).flag?.code;
    expect(code("midline shift")).toBe("CITATION_INVALID");
    expect(code("A mass")).toBe("CITATION_INVALID");
    expect(code("There is no midline shift.")).toBeUndefined();
  });

  test("a marker to nothing is CITATION_INVALID, and no citation of it is made", () => {
    const { flag, citations } = checkSentence("This image looks like an MRI.", 1, check);
    expect({ code: flag?.code, citations }).toEqual({ code: "CITATION_INVALID", citations: [] });
  });

  test("a score that calibration does not trust is LOW_AGREEMENT, and still cited", () => {
    const { flag, citations } = checkSentence("Glioma has the highest share [2].", 0, {
      ...check,
      unsure: new Set(["E2"]),
    });
    expect({ code: flag?.code, n: citations.length }).toEqual({ code: "LOW_AGREEMENT", n: 1 });
  });

  test("every citation stands in its evidence, whatever the sentence", () => {
    const words = [
      "glioma",
      '"',
      "[1]",
      "[2]",
      "[3]",
      "[4]",
      "case synpic42",
      "this scan",
      "4.2",
      "“mass”",
      "not",
      ".",
      "shift",
    ];
    for (let seed = 1; seed < 400; seed++) {
      const sentence = Array.from({ length: 8 }, (_, i) => words[(seed * (i + 3) * 7919) % words.length]).join(" ");
      for (const { evidenceId, quote } of checkSentence(sentence, 0, check).citations) {
        expect(evidence.find(({ id }) => id === evidenceId)?.text).toContain(quote);
      }
    }
  });
});

describe("a sentence that rests on the question head", () => {
  test.each<readonly [answer: "yes" | "no", sentence: string, flag: string | null]>([
    ["no", "No, there is no pneumothorax [5].", null],
    ["no", "No, the question head answers no with a probability of 0.94, 0.75 from the question alone [5].", null],
    ["no", "There is a pneumothorax [5].", "UNSUPPORTED"],
    ["no", "Yes, there is a pneumothorax [5].", "UNSUPPORTED"],
    ["no", "No, there is no pneumothorax, with a probability of 0.99 [5].", "UNSUPPORTED"],
    ["no", "No, there is no effusion [5].", "UNSUPPORTED"],
    ["yes", "Yes, there is a pneumothorax [5].", null],
    ["yes", "Yes, at a probability of 94 % there is a pneumothorax [5].", null],
    ["yes", "There is no pneumothorax [5].", "UNSUPPORTED"],
    ["yes", "No, there is no pneumothorax [5].", "UNSUPPORTED"],
  ])("answering %s: %s", (answer, sentence, flag) => {
    const found = checkSentence(sentence, 0, {
      ...answering(answer),
      evidence: [...evidence, fromHead(answer)],
    });
    expect(found.flag?.code ?? null).toBe(flag);
    expect(found.citations.map(({ quote }) => quote)).toEqual([`${answer} 0.94`]);
  });
});
