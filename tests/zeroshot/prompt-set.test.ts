import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { parsePromptSet, promptSetOfLabels, readPromptSet } from "../../src/zeroshot/prompt-set.ts";
import { root } from "../support/mini.ts";

/** Stands in rejected values: a message that holds it has given a value away. */
const canary = "Canary-Smith-1950";
const good = { id: "x", templates: ["an image of {}"], classes: [{ name: "glioma", synonyms: ["glioma"] }] };

test.each([
  { name: "an array", raw: [canary], path: "top level" },
  { name: "null", raw: null, path: "top level" },
  { name: "no classes", raw: { id: "x" }, path: "classes" },
  { name: "no id", raw: { ...good, id: undefined }, path: "id" },
  { name: "an unknown field", raw: { ...good, [canary]: 1 }, path: "top level" },
  { name: "a template without {}", raw: { ...good, templates: [canary] }, path: "templates.0" },
  { name: "a template with two {}", raw: { ...good, templates: ["{}", `{} ${canary} {}`] }, path: "templates.1" },
  { name: "no template", raw: { ...good, templates: [] }, path: "templates" },
  { name: "a version that is no number", raw: { ...good, version: canary }, path: "version" },
  { name: "a version of zero", raw: { ...good, version: 0 }, path: "version" },
  { name: "no class", raw: { ...good, classes: [] }, path: "classes" },
  { name: "a class without a name", raw: { ...good, classes: [{ synonyms: [canary] }] }, path: "classes" },
  { name: "an empty synonym", raw: { ...good, classes: [{ name: canary, synonyms: [" "] }] }, path: "classes" },
  { name: "no synonym", raw: { ...good, classes: { [canary]: [] } }, path: "classes" },
  {
    name: "a name of 301 characters",
    raw: { ...good, classes: [{ name: canary.padEnd(301, "x") + canary }] },
    path: "classes",
  },
  {
    name: "1,001 classes",
    raw: { ...good, classes: Array.from({ length: 1001 }, (_, i) => ({ name: `${i}` })) },
    path: "classes",
  },
  {
    name: "1,001 classes in the short form",
    raw: { ...good, classes: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`name ${i}`, ["x"]])) },
    path: "classes",
  },
  { name: "a name of hidden characters alone", raw: { ...good, classes: [{ name: "\u200b\u202e" }] }, path: "classes" },
  { name: "kinds that are no list", raw: { ...good, kinds: canary }, path: "kinds" },
  { name: "a multi that is no truth value", raw: { ...good, multi: canary }, path: "multi" },
])("a prompt file with $name is refused by path, and its values stay out of the message", ({ raw, path }) => {
  const error = catchError(() => parsePromptSet(JSON.stringify(raw)));
  expect(error).toMatchObject({ code: "PROMPT_SET_INVALID", kind: "input" });
  expect(error.message).toContain(path);
  expect(error.message).not.toContain(canary);
});

test("what is not JSON, or not there, is PROMPT_SET_INVALID too", async () => {
  for (const text of ["", "{", canary, "\u0000"])
    expect(catchError(() => parsePromptSet(text))).toMatchObject({ code: "PROMPT_SET_INVALID" });
  const paths = [join(root, canary), root, ""];
  for (const path of paths) {
    const error: unknown = await readPromptSet(path).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: "PROMPT_SET_INVALID", message: expect.not.stringContaining(canary) });
  }
});

test.each(["No Finding", "No_findings", "none"])(
  "%s is refused among findings that are each asked by themselves, and is a class like any other elsewhere",
  (name) => {
    const classes = [{ name: "pneumonia" }, { name }];
    const synonyms = [{ name: "pneumonia" }, { name: "clear", synonyms: ["clear lungs", name] }];
    for (const each of [classes, synonyms]) {
      expect(catchError(() => parsePromptSet(JSON.stringify({ ...good, multi: true, classes: each })))).toMatchObject({
        code: "PROMPT_SET_INVALID",
        message: expect.stringContaining("no finding"),
      });
      expect(parsePromptSet(JSON.stringify({ ...good, classes: each })).classes).toHaveLength(2);
    }
  },
);

test.each([{ classes: [{ name: "Glioma" }, { name: "glioma " }] }, { classes: { glioma: ["a"], GLIOMA: ["b"] } }])(
  "a prompt file with a name given twice is PROMPT_SET_INVALID",
  ({ classes }) => {
    expect(catchError(() => parsePromptSet(JSON.stringify({ ...good, classes })))).toMatchObject({
      code: "PROMPT_SET_INVALID",
    });
  },
);

test("any JSON gives a usable prompt set or one of our errors", () => {
  const field = fc.constantFrom(
    "id",
    "version",
    "source",
    "kinds",
    "organs",
    "templates",
    "classes",
    "title",
    "trainedSet",
  );
  const nearly = fc
    .dictionary(
      field,
      fc.oneof(fc.jsonValue(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.array(fc.string()))),
    )
    .map((changes) => ({ ...good, ...changes }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly), (raw) => {
      try {
        const { classes, templates } = parsePromptSet(JSON.stringify(raw));
        expect(
          classes.every(({ name, synonyms, labels }) => name !== "" && synonyms.length > 0 && labels.length > 0),
        ).toBe(true);
        expect(templates.every((template) => template.split("{}").length === 2)).toBe(true);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }),
    { seed: 11, numRuns: 3000 },
  );
});

test("classes in short and in full are the same set, with names for what is left out", () => {
  const short = parsePromptSet(JSON.stringify({ id: "x", classes: { glioma: ["glioma", "glial tumour"] } }));
  const full = parsePromptSet(
    JSON.stringify({ id: "x", classes: [{ name: "glioma", synonyms: ["glioma", "glial tumour"] }] }),
  );
  expect(short).toEqual(full);
  expect(full).toMatchObject({
    version: 1,
    title: "x",
    templates: ["{}"],
    classes: [{ field: "label", labels: ["glioma"] }],
  });
});

test.each([
  { labels: [] },
  { labels: ["", "  "] },
  { labels: ["a", "b", " A "] },
  { labels: ["x".repeat(301)] },
  { labels: Array.from({ length: 1001 }, (_, i) => `${i}`) },
])("names that cannot be told apart are LABELS_INVALID", ({ labels }) => {
  expect(catchError(() => promptSetOfLabels(labels))).toMatchObject({ code: "LABELS_INVALID", kind: "usage" });
});

test("names as typed keep their words and lose their space", () => {
  const { classes, templates } = promptSetOfLabels([" no tumour ", "", "$& glioma"]);
  expect(classes.map(({ name }) => name)).toEqual(["no tumour", "$& glioma"]);
  expect(templates).toContain("{}");
});

function catchError(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("Nothing was thrown.");
}

test("a prompt file that starts with a byte order mark is read", () => {
  expect(parsePromptSet(`\ufeff${JSON.stringify(good)}`).classes[0].name).toBe("glioma");
});

test("what hides in names is taken out, so that two that look alike are one", () => {
  const hostile = "\u202eglio\u0007ma\u001b[31m\n\t of  grade";
  const { classes, title, source, templates } = parsePromptSet(
    JSON.stringify({
      id: "x",
      title: hostile,
      source: hostile,
      templates: ["scan\u001b of {}"],
      classes: { [hostile]: [hostile], "me\u0301ningiome": ["b"] },
    }),
  );
  const clean = "glioma[31m of grade";
  expect(classes.map(({ name }) => name)).toEqual([clean, "m\u00e9ningiome"]);
  expect([classes[0].synonyms[0], title, source, templates[0]]).toEqual([clean, clean, clean, "scan of {}"]);
  expect(promptSetOfLabels([hostile, "normal"]).classes[0].name).toBe(clean);
  expect(catchError(() => promptSetOfLabels(["glioma", "gli\u200boma"]))).toMatchObject({ code: "LABELS_INVALID" });
  expect(catchError(() => parsePromptSet('{"id":"x","classes":{"a\u200b":["x"],"A":["y"]}}'))).toMatchObject({
    code: "PROMPT_SET_INVALID",
    kind: "input",
  });
});

test("a class that no object can hold is refused and not lost", () => {
  const text = '{"id":"x","classes":{"__proto__":["glioma"],"normal":["normal"]}}';
  expect(catchError(() => parsePromptSet(text))).toMatchObject({ code: "PROMPT_SET_INVALID" });
  expect(parsePromptSet(text.replace("__proto__", "constructor")).classes).toHaveLength(2);
});
