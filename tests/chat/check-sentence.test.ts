import { describe, expect, test } from "vitest";
import { checkSentence } from "../../src/chat/check-sentence.ts";
import type { Evidence } from "../../src/chat/contract.ts";

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
const check = {
  evidence,
  unsure: new Set<string>(),
  synonyms: [
    ["mri", "mr", "magnetic resonance"],
    ["ct", "computed tomography"],
  ],
};

describe("a language model's sentence", () => {
  test.each<readonly [sentence: string, quotes: readonly string[]]>([
    ["This image looks like an MRI [1].", ["mri 0.97"]],
    ["Yes, this is most likely a magnetic resonance image [1].", ["mri 0.97"]],
    ["No, this is not a CT but an MRI [1].", ["mri 0.97"]],
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
    ['As in case synpic42, where the reporter wrote "midline shift", the lobe is necrotic [3].', "UNSUPPORTED"],
  ])("is flagged: %s -> %s", (sentence, code) => {
    expect(checkSentence(sentence, 0, check).flag?.code).toBe(code);
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
