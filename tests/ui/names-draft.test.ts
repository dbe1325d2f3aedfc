import { expect, test } from "vitest";
import { parsePromptSet } from "../../src/zeroshot/prompt-set.ts";
import { draftOfLabels, draftOfSet, promptFileOf, requestOf } from "../../ui/src/workbench/names-draft.ts";

const draft = draftOfLabels(["glioma_tumor", "no_tumor"], (label) => label.replace("_", " "));

test("labels become classes, and what is typed is taken without empty lines and surrounding space", () => {
  const [first, second] = draft.classes;
  const typed = {
    ...draft,
    classes: [{ ...first, synonyms: " a glioma \n\nglioma\nglioma" }, second],
    templates: "{}\n\nan MRI of {} ",
  };
  expect(requestOf(typed, "mine")).toEqual({
    library: "mine",
    templates: ["{}", "an MRI of {}"],
    classes: [
      { name: "glioma tumor", synonyms: ["a glioma", "glioma"], labels: ["glioma_tumor"] },
      { name: "no tumor", synonyms: ["no tumor"], labels: ["no_tumor"] },
    ],
  });
});

test.each([
  { name: "one class", typed: { ...draft, classes: draft.classes.slice(1) } },
  {
    name: "a class without a name",
    typed: { ...draft, classes: draft.classes.map((each) => ({ ...each, name: " " })) },
  },
  {
    name: "a class without wordings",
    typed: { ...draft, classes: draft.classes.map((each) => ({ ...each, synonyms: "" })) },
  },
  { name: "no template", typed: { ...draft, templates: "\n" } },
  { name: "a template without a place", typed: { ...draft, templates: "an MRI" } },
])("with $name it is said what is wanting", ({ typed }) => {
  expect(requestOf(typed, "mine")).toHaveProperty("wanting");
});

test("what is saved can be read as a prompt file, and gives the same draft", () => {
  const request = requestOf(draft, "mine");
  if ("wanting" in request) throw new Error(request.wanting);
  expect(draftOfSet(parsePromptSet(promptFileOf(request)))).toEqual(draft);
});
