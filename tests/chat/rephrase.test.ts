import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { agreeingAnswers } from "../../src/chat/agreement.ts";
import { readQuestion } from "../../src/chat/question.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { readRephrasings, rephrase } from "../../src/chat/rephrase.ts";
import { root } from "../support/mini.ts";

const rephrasings = await readRephrasings(join(root, "prompts", "chat", "rephrasings.json"));
const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));

test.each([
  ["Is there a glioma?", "Does this image show a glioma?"],
  ["Are there any masses?", "Is there masses on this scan?"],
  ["Does this image show a fracture?", "Is there a fracture?"],
  ["Can a fracture be seen on this image?", "Do you see a fracture?"],
  ["Is this a CT?", "Can you tell me if this is a CT?"],
  ["is it an MRI of the head", "Is this an MRI of the head?"],
  ["Is this picture abnormal?", "Would you say that this is abnormal?"],
  ["Has the tumour grown?", "Has the tumour grown, yes or no?"],
])("%s is also: %s", (question, other) => {
  const all = rephrase(question, rephrasings);
  expect(all.map((each) => each.toLowerCase())).toContain(other.toLowerCase());
  expect(all.map((each) => each.toLowerCase().replace(/\W+$/, ""))).not.toContain(
    question.toLowerCase().replace(/\W+$/, ""),
  );
  expect(new Set(all).size).toBe(all.length);
});

test.each([
  "Is there a glioma?",
  "Is this a CT?",
  "Is there pneumonia?",
  "Is this an MRI of the head?",
  "Are there any masses?",
])("%s is read alike in all its wordings", (question) => {
  const read = (text: string) => {
    const { kinds, organs, concepts, form, negated } = readQuestion(text, terms);
    return { kinds, organs, concepts: concepts.map((each) => each.terms[0]), form, negated };
  };
  for (const other of rephrase(question, rephrasings)) expect(read(other), other).toEqual(read(question));
});

test("a question with a dollar sign or braces stays itself", () => {
  expect(rephrase("Is there a $& {x}?", rephrasings)).toContain("Does this image show a $& {x}?");
});

describe("in how many other answers a sentence is said again", () => {
  const answers = [
    ["There is a small left pleural effusion.", "The heart is enlarged."],
    ["A small effusion of the pleura on the left."],
    ["There is no left pleural effusion."],
    ["A small right pleural effusion is seen."],
    [],
  ];
  test.each([
    ["There is a small left pleural effusion.", 1],
    ["The heart is enlarged.", 1],
    ["The heart is not enlarged.", 0],
    ["Multiple rib fractures.", 0],
  ])("%s", (sentence, agreeing) => {
    expect(agreeingAnswers(sentence, answers, [])).toBe(agreeing);
  });
});
