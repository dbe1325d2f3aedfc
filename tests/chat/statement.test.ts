import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readFollowUp } from "../../src/chat/follow-up.ts";
import { type QuestionTerms, readQuestionTerms } from "../../src/chat/question-terms.ts";
import { readStatement, type Statement } from "../../src/chat/statement.ts";
import { root } from "../support/mini.ts";

let terms: QuestionTerms;
beforeAll(async () => {
  terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
});

describe("what the user says of the scan", () => {
  test.each<readonly [string, Partial<Statement>]>([
    ["no, this is a CT", { said: "this is a CT", negated: false, kinds: ["ct"] }],
    ["this is a CT", { said: "this is a CT", kinds: ["ct"] }],
    ["Actually it is the left eye.", { said: "this is the left eye", organs: ["retina"], side: "left" }],
    [
      "that is wrong, it is an MRI of the knee",
      { said: "this is an MRI of the knee", kinds: ["mri"], organs: ["spine or limb"] },
    ],
    [
      "You're wrong: this scan is an ultrasound of the liver",
      { said: "this is an ultrasound of the liver", kinds: ["ultrasound"] },
    ],
    ["it's not an MRI, it's a CT", { said: "this is a CT", negated: false, kinds: ["ct"] }],
    ["This isn’t an MRI!", { said: "this is not an MRI", negated: true, kinds: ["mri"] }],
    ["not a CT", { negated: true, kinds: ["ct"] }],
    ["No it does not show a tumour", { said: "this does not show a tumour", negated: true }],
    ["no, a meningioma", { said: "this is a meningioma", concepts: ["meningioma"] }],
    ["Actually, both lungs", { side: "both", organs: ["chest"] }],
    ["No pneumonia.", { said: "this does not show pneumonia", negated: true, concepts: ["pneumonia"] }],
    ["no evidence of a tumour", { said: "this does not show a tumour", negated: true }],
    ["No CT", { said: "this is not CT", negated: true, kinds: ["ct"] }],
    ["but no pneumonia", { negated: true, concepts: ["pneumonia"] }],
    [
      "There is a haemorrhage in the left thalamus.",
      { said: "there is a haemorrhage in the left thalamus", negated: false },
    ],
    ["there is no glioma", { said: "there is no glioma", negated: true, concepts: ["glioma"] }],
    ["The patient is 64 and diabetic", { said: "the patient is 64 and diabetic", kinds: [], organs: [] }],
    ["That's wrong.", { said: "" }],
    ["no", { said: "" }],
  ])("%s", (text, expected) => {
    expect(readStatement(text, terms)).toMatchObject(expected);
  });

  test.each([
    "is this a CT",
    "Is this a CT?",
    "this is a CT, isn't it?",
    "This is a CT. Is there bleeding?",
    "no tumour?",
    "No idea.",
    "well differentiated",
    "this is nice",
    "describe this image",
    "Where is it",
    "what is this",
    "no, is it malignant",
    `no, this is ${"a CT ".repeat(60)}`,
  ])("is not said by: %s", (text) => {
    expect(readStatement(text, terms)).toBeNull();
  });
});

describe("a follow-up", () => {
  test.each<readonly [string, string, string]>([
    ["is there an effusion?", "and on the left?", "is there an effusion on the left?"],
    ["is there an effusion?", "on the right?", "is there an effusion on the right?"],
    ["is there an effusion on the right?", "and on the left?", "is there an effusion on the left?"],
    ["is there an effusion on the right?", "what about the other side?", "is there an effusion on the left?"],
    ["is there an effusion on the right?", "on both sides?", "is there an effusion on both sides?"],
    ["Is there consolidation?", "and in the left lung?", "Is there consolidation in the left lung?"],
    ["Is there consolidation in the left lung?", "and the right?", "Is there consolidation in the right lung?"],
    ["Is there a cyst in the left kidney?", "and the right liver?", "Is there a cyst in the right liver?"],
    ["Is the left ventricle enlarged?", "and the right one?", "Is the right ventricle enlarged?"],
    ["Is there a glioma?", "and on the left?", "Is there a glioma on the left?"],
    ["Is there an effusion?", "bilaterally?", "Is there an effusion on both sides?"],
    ["Is there an effusion?", "on which side?", "Which side is the effusion on?"],
    ["Is there an effusion?", "and the other side?", "What about the other side?"],
    ["How large is the ventricle?", "and on the left?", "How large is the ventricle on the left?"],
    ["Is there a glioma?", "and a meningioma?", "Is there a meningioma?"],
    ["Is there a glioma?", "and the side?", "What is the side of the glioma?"],
    ["Is there a glioma?", "how large is it?", "how large is the glioma?"],
    ["Is there a tumour?", "is it malignant?", "is it malignant?"],
    ["Is this a CT?", "what about an MRI?", "Is this an MRI?"],
    ["Is this the head?", "and the chest?", "Is this the chest?"],
    ["Is there a glioma?", "And is this a CT?", "is this a CT?"],
    ["Is there a glioma?", "What kind of image is this?", "What kind of image is this?"],
  ])("after %j, %j is %j", (before, text, expected) => {
    const found = readFollowUp(text, [before], terms);
    expect(found).toBe(expected);
  });

  test("a finding is asked for like the last one, whatever was asked in between", () => {
    const before = ["Is there a glioma?", "Is this a CT?"];
    expect(readFollowUp("and a meningioma?", before, terms)).toBe("Is there a meningioma?");
    expect(readFollowUp("and on the left?", before, terms)).toBe("Is there a glioma on the left?");
  });

  test("without a question before it stays as it is", () => {
    expect(readFollowUp("and the side?", [], terms)).toBe("and the side?");
    expect(readFollowUp("and on the left?", [], terms)).toBe("and on the left?");
  });
});
