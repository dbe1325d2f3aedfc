import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { misplacedOrgans } from "../../src/chat/claims/misplaced-organs.ts";
import { readClaims } from "../../src/chat/claims/read-claims.ts";
import { sentencesOf } from "../../src/chat/claims/sentences-of.ts";
import { sizesIn } from "../../src/chat/claims/sizes-mm.ts";
import { claimRules } from "../support/claim-rules.ts";

/** `+` affirmed, `-` denied, the term, its side and its sizes in mm. */
function inShort(sentence: string): readonly string[] {
  return readClaims(sentence, claimRules).map(({ term, polarity, side, sizesMm, device }) =>
    [
      `${polarity === "affirmed" ? "+" : "-"}${term ?? "words"}`,
      ...(device ? ["(device)"] : []),
      ...(side ? [side] : []),
      ...sizesMm.map((size) => `${size} mm`),
    ].join(" "),
  );
}

const pneumothorax = { denied: "-pneumothorax", affirmed: "+pneumothorax" };

// Sentences in the manner of chest reports and of captions, written for this test.
const sentences: readonly (readonly [sentence: string, claims: readonly string[]])[] = [
  ["There is no pneumothorax.", [pneumothorax.denied]],
  ["A small left apical pneumothorax is present.", ["+pneumothorax left"]],
  ["No pneumothorax or pleural effusion is seen.", [pneumothorax.denied, "-pleural effusion"]],
  ["No focal consolidation, effusion, or pneumothorax.", ["-consolidation", "-pleural effusion", pneumothorax.denied]],
  ["Negative for acute fracture.", ["-fracture"]],
  ["The lungs are free of infiltrate.", ["-opacity"]],
  ["The lungs are clear.", ["-opacity", "-consolidation"]],
  ["Both lungs are grossly clear.", ["-opacity bilateral", "-consolidation bilateral"]],
  ["The heart is normal in size.", ["-enlarged heart"]],
  ["The cardiac silhouette is within normal limits.", ["-enlarged heart"]],
  ["The heart is mildly enlarged.", ["+enlarged heart"]],
  ["Stable cardiomegaly without pulmonary edema.", ["+enlarged heart", "-pulmonary oedema"]],
  ["Cardiomegaly has resolved.", ["-enlarged heart"]],
  ["The heart is not enlarged and there is a right pleural effusion.", ["-enlarged heart", "+pleural effusion right"]],
  ["No effusion, but a nodule is seen in the left upper lobe.", ["-pleural effusion", "+nodule or mass left"]],
  ["Bilateral pleural effusions.", ["+pleural effusion bilateral"]],
  ["Pleural effusions on both sides.", ["+pleural effusion bilateral"]],
  ["There is an 8 mm nodule in the right middle lobe.", ["+nodule or mass right 8 mm"]],
  ["A 3.5 x 4.2 cm mass arises from the left kidney.", ["+nodule or mass left 42 mm"]],
  ["The cyst measures 2 cm.", ["+cyst 20 mm"]],
  ["5-mm calcified granuloma.", ["+calcification 5 mm", "+granuloma 5 mm"]],
  ["LUL nodule, stable.", ["+nodule or mass left"]],
  ["RLL atelectasis.", ["+atelectasis right"]],
  ["Bibasilar atelectasis is noted.", ["+atelectasis"]],
  ["There is no evidence of pneumonia.", ["-pneumonia"]],
  ["Findings suggest pneumonia in the right lower lobe.", ["+pneumonia right"]],
  ["Pneumonia is not identified.", ["-pneumonia"]],
  ["Possible early pneumonia.", ["+pneumonia"]],
  ["No interval change in the pleural effusion.", ["+pleural effusion"]],
  ["Without contrast, a hyperdense mass is seen.", ["+nodule or mass"]],
  ["Endotracheal tube tip lies above the carina.", ["+endotracheal tube (device)"]],
  ["Right subclavian catheter with its tip in the SVC.", ["+central venous line (device) right"]],
  ["A left chest pacemaker is in place.", ["+pacemaker (device) left"]],
  ["The nasogastric tube has been removed.", ["+feeding tube (device)"]],
  ["No central line is seen.", ["-central venous line (device)"]],
  ["Median sternotomy wires are intact.", ["+sternotomy wires (device)"]],
  ["Surgical clips in the right upper quadrant.", ["+clips (device) right"]],
  ["A ventriculoperitoneal shunt ends in the right ventricle.", ["+shunt (device) right"]],
  ["Left PICC line.", ["+central venous line (device) left"]],
  ["Mild degenerative changes of the spine.", ["+degenerative change"]],
  ["There are osteophytes, with no fracture.", ["+degenerative change", "-fracture"]],
  ["The bones are intact.", ["-fracture"]],
  ["Scoliosis of the thoracic spine.", ["+scoliosis"]],
  ["A tortuous aorta.", ["+tortuous aorta"]],
  ["No free air under the diaphragm.", ["-free air"]],
  ["There is no hydrocephalus or midline shift.", ["-hydrocephalus", "-mass effect"]],
  ["The lateral ventricles are normal.", ["-hydrocephalus"]],
  ["Acute infarct in the left middle cerebral artery territory.", ["+infarct left"]],
  [
    "An enhancing lesion in the right frontal lobe with surrounding edema.",
    ["+enhancement right", "+nodule or mass right", "+oedema right"],
  ],
  ["The lesion does not show enhancement.", ["+nodule or mass", "-enhancement"]],
  ["Subdural hematoma on the right, measuring 12 mm in thickness.", ["+haemorrhage right 12 mm"]],
  ["Neither fracture nor dislocation is present.", ["-fracture", "-dislocation"]],
  ["Gallstones were ruled out.", ["-words"]],
  ["Multiple renal calculi on the left.", ["+stone left"]],
  ["Diverticulosis without diverticulitis.", ["+diverticulum"]],
  ["There is wall thickening of the sigmoid colon.", ["+thickening"]],
  ["Large amount of ascites.", ["+ascites"]],
  ["Aortic dissection extends into the left renal artery.", ["+dissection left"]],
  ["The pancreas is unremarkable.", ["+words"]],
  ["Lytic lesion of the left femur.", ["+bone destruction left", "+nodule or mass left"]],
  ["The left optic nerve is thickened; the right is normal.", ["+thickening left", "+words right"]],
  ["There is a filling defect in the right pulmonary artery.", ["+defect right"]],
  ["Thrombus is seen in the superior mesenteric vein.", ["+thrombus"]],
  ["No abscess, however there is a loculated collection.", ["-abscess", "+collection"]],
  ["Emphysema in both upper lobes.", ["+emphysema bilateral"]],
  ["The image.", []],
  ["", []],
];

describe("what sentences say", () => {
  test.each(sentences)("%s", (sentence, claims) => {
    expect(inShort(sentence)).toEqual(claims);
  });

  test("words that no list has are read as they are", () => {
    expect(readClaims("The otic capsule shows fenestral lucency on the left.", claimRules)).toEqual([
      {
        term: null,
        device: false,
        polarity: "affirmed",
        side: "left",
        sizesMm: [],
        sizeUnits: [],
        words: ["otic", "capsule", "fenestral", "lucency"],
      },
    ]);
  });

  test("of two sides, a term has the nearest", () => {
    const claims = readClaims("Left lower lobe atelectasis and small right pleural effusion.", claimRules);
    expect(claims.map(({ term, side }) => [term, side])).toEqual([
      ["atelectasis", "left"],
      ["pleural effusion", "right"],
    ]);
  });

  test("no text makes it fail, and what it reads stands in the text", () => {
    const words = fc.constantFrom(
      "no",
      "left",
      "right",
      "bilateral",
      "nodule",
      "12",
      "mm",
      "3.5 x 4 cm",
      "pacemaker",
      "without",
      ".",
      ";",
      ",",
      "but",
      "İ",
      "ﬁ",
      "\n",
      "½",
    );
    const texts = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(words).map((each) => each.join(" ")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const claim of readClaims(text, claimRules)) {
          expect(claim.sizesMm.every((size) => size > 0 && Number.isFinite(size))).toBe(true);
          if (claim.side === "left") expect(text.normalize("NFKC")).toMatch(/left|l[ul]l|lt/i);
        }
      }),
    );
  });
});

test.each([
  ["12 mm", [[12]]],
  ["3.5cm", [[35]]],
  ["3 x 4.2 x 5 cm", [[30, 42, 50]]],
  ["5-mm slices and a 1.2 centimeter node", [[5], [12]]],
  ["5 mmHg, 30 mm2x, L4-5, 0 mm", [[]]],
  ["no size", []],
])("sizes of “%s”", (text, extents) => {
  expect(sizesIn(text).map(({ extentsMm }) => extentsMm.map((each) => Math.round(each * 10) / 10))).toEqual(extents);
});

test.each([
  ["The right spleen is enlarged.", ["right spleen"]],
  ["Left gallbladder fossa.", ["Left gallbladder"]],
  ["The left pituitary is full.", ["left pituitary"]],
  ["The left lobe of the liver.", []],
  ["The spleen and the right kidney.", []],
])("organs on the wrong side: %s", (sentence, found) => {
  expect(misplacedOrgans(sentence, claimRules)).toEqual(found);
});

test("sentences of a list lose their numbers", () => {
  expect(sentencesOf("1. No effusion. A nodule.\n- Clear.\n\n2) Stable.")).toEqual([
    "No effusion.",
    "A nodule.",
    "Clear.",
    "Stable.",
  ]);
});
