import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import { parseAdapter, writeAdapter } from "../../../src/zeroshot/adapters/adapter-file.ts";
import { adapterMethods } from "../../../src/zeroshot/adapters/contract.ts";
import { fitAdapter } from "../../../src/zeroshot/adapters/fit-adapter.ts";
import { encodeVectors } from "../../../src/zeroshot/adapters/vector-block.ts";
import { cloudExamples, cloudRequest } from "../../support/adapter-examples.ts";
import { changedAdapter } from "../../support/changed-adapter.ts";

/** Stands in the class names, and in no error. */
const canary = "Kanarienvogel";
const names = [canary, "two"];

const texts = new Map<string, string>();
beforeAll(async () => {
  const examples = cloudExamples({ sizes: [6, 5], spread: 0.3 });
  for (const method of adapterMethods)
    texts.set(method, writeAdapter((await fitAdapter(examples, cloudRequest(method, names))).adapter));
});
const fileOf = (method: string) => texts.get(method) ?? "";

/** The code of the refusal of a text, which repeats nothing of it. */
function refusal(text: string): string {
  try {
    parseAdapter(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(`${error.message} ${error.remedy}`).not.toContain(canary);
    return error.code;
  }
  return "taken";
}

describe.each(adapterMethods)("a file of the method %s", (method) => {
  test("is read back, however it is spaced", () => {
    const spaced = JSON.stringify(JSON.parse(fileOf(method)), null, 3);
    expect(parseAdapter(spaced)).toEqual(parseAdapter(fileOf(method)));
    expect(parseAdapter(spaced).adapter.classes.map(({ name }) => name)).toEqual(names);
  });

  test("with any letter changed, it is refused", () => {
    const text = fileOf(method);
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom(...'0aZ+"{}[],:.-x \n'), (at, letter) => {
        fc.pre(text[at] !== letter);
        const code = refusal(`${text.slice(0, at)}${letter}${text.slice(at + 1)}`);
        expect(["ADAPTER_INVALID", "ADAPTER_DAMAGED"]).toContain(code);
      }),
      { numRuns: 400 },
    );
  });

  test("cut off anywhere, it is refused", () => {
    const text = fileOf(method).trimEnd();
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(refusal(text.slice(0, length))).toBe("ADAPTER_INVALID");
      }),
    );
  });

  test("with another value anywhere and the checksum of that, it is refused or is still an adapter of two classes", () => {
    const opened: unknown = JSON.parse(fileOf(method));
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(opened)), fc.jsonValue({ maxDepth: 1 }), (path, value) => {
        const changed = changedAdapter(fileOf(method), (content) => {
          const copy = structuredClone(content);
          setAt(copy, path, value);
          return copy;
        });
        if (refusal(changed) === "taken") expect(parseAdapter(changed).adapter.classes).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  });
});

test("no text makes the parser throw anything but its refusals", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(refusal(text)).toBe("ADAPTER_INVALID");
    }),
  );
});

const half = (rows: readonly (readonly number[])[]) =>
  encodeVectors(
    rows.map((row) => Float32Array.from(row)),
    "float16",
  );
const unit = Array.from({ length: 16 }, (_, i) => (i === 0 ? 1 : 0));
const classes = (first: object = {}, second: object = {}) => [
  { name: "one", n: 6, cases: 6, ...first },
  { name: "two", n: 5, cases: 5, ...second },
];
const head = (content: Record<string, unknown>, change: object) => ({
  ...content,
  head: { ...Object(content.head), ...change },
});

// biome-ignore format: a table
const inconsistent: readonly { name: string; method: string; change: (content: Record<string, unknown>) => Record<string, unknown> }[] = [
  { name: "a class named twice", method: "knn", change: (file) => ({ ...file, classes: classes({}, { name: "ONE" }) }) },
  { name: "more cases than images", method: "knn", change: (file) => ({ ...file, classes: classes({ cases: 7 }) }) },
  { name: "other counts than labels", method: "knn", change: (file) => ({ ...file, classes: classes({ n: 7 }) }) },
  { name: "a class without weights", method: "logistic", change: (file) => ({ ...file, classes: [...classes(), { name: "three", n: 1, cases: 1 }] }) },
  { name: "one class", method: "logistic", change: (file) => ({ ...file, classes: classes().slice(1) }) },
  { name: "an image named twice", method: "logistic", change: (file) => ({ ...file, images: ["0".repeat(16), "0".repeat(16)] }) },
  { name: "more images than the classes have", method: "logistic", change: (file) => ({ ...file, images: Array.from({ length: 12 }, (_, i) => `${i}`.padStart(16, "0")) }) },
  { name: "kinds of other images", method: "logistic", change: (file) => ({ ...file, kinds: { judge: "fake@00000000", images: { mri: 3 } } }) },
  { name: "a label of no class", method: "knn", change: (file) => head(file, { labels: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2] }) },
  { name: "too few labels", method: "tip", change: (file) => head(file, { labels: [0, 1] }) },
  { name: "intercepts of other classes", method: "logistic", change: (file) => head(file, { intercepts: encodeVectors([Float32Array.of(1, 2, 3)], "float32") }) },
  { name: "weights that are no numbers", method: "logistic", change: (file) => head(file, { weights: encodeVectors([Float32Array.from(unit), Float32Array.from(unit, () => Number.NaN)], "float32") }) },
  { name: "vectors without a direction", method: "knn", change: (file) => head(file, { vectors: half(Array.from({ length: 11 }, () => unit.map(() => 0))) }) },
  { name: "vectors that are no numbers", method: "knn", change: (file) => head(file, { vectors: half(Array.from({ length: 11 }, () => unit.map(() => Number.NaN))) }) },
  { name: "prompts of another width", method: "tip", change: (file) => head(file, { prototypes: half([[1, 0], [0, 1]]) }) },
  { name: "prompts of other classes", method: "tip", change: (file) => head(file, { prototypes: half([unit, unit, unit]) }) },
  { name: "means of another width", method: "knn", change: (file) => ({ ...file, likeness: { means: half([[1, 0], [0, 1]]), cosineAtLeast: 0 } }) },
  { name: "a block that is shorter than it says", method: "knn", change: (file) => head(file, { vectors: { ...half([unit]), rows: 11 } }) },
  { name: "base64 that is none", method: "knn", change: (file) => head(file, { vectors: { ...half([unit]), base64: "%%%%" } }) },
  { name: "a field too many", method: "knn", change: (file) => ({ ...file, [canary]: 1 }) },
  { name: "another format", method: "knn", change: (file) => ({ ...file, format: "caselens-adapter-2" }) },
  { name: "prompts of a method without", method: "knn", change: ({ fittedOn, ...file }) => ({ ...file, fittedOn: { ...Object(fittedOn), promptsSha256: "a".repeat(64) } }) },
];

test.each(inconsistent)("$name is refused, though the checksum is right", ({ method, change }) => {
  expect(refusal(changedAdapter(fileOf(method), change))).toBe("ADAPTER_INVALID");
});

test("the change itself is what is refused", () => {
  expect(refusal(changedAdapter(fileOf("knn"), (content) => ({ ...content, classes: classes() })))).toBe("taken");
});

/** Paths to every value of a document, vectors as one. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return path[0] === "checksum" ? [] : [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length > 0 ? [path, ...inner] : inner;
}

function setAt(target: unknown, [first, ...rest]: readonly (string | number)[], value: unknown): void {
  if (typeof target !== "object" || target === null) return;
  if (rest.length === 0) Reflect.set(target, first, value);
  else setAt(Reflect.get(target, first), rest, value);
}
