import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parsePromptSet } from "../../src/zeroshot/prompt-set.ts";
import { createPrototypeCache } from "../../src/zeroshot/prototype-cache.ts";
import { embedPromptSet } from "../../src/zeroshot/prototypes.ts";
import { fakeEncoder } from "../support/fake-encoder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-prototypes-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const set = parsePromptSet(
  JSON.stringify({ id: "x", templates: ["{}", "an image of {}"], classes: { a: ["glioma", "tumour"], b: ["cyst"] } }),
);

test("prototypes are embedded once, for this process and the next, and are what they were", async () => {
  const fake = fakeEncoder();
  const cache = createPrototypeCache(folder);
  const [first, together] = await Promise.all([cache(set, fake.text), cache(set, fake.text)]);
  expect(fake.calls.texts.length).toBe(6);
  expect(together).toEqual(first);
  expect(first).toEqual(await embedPromptSet(set, fake.text));
  expect(await createPrototypeCache(folder)(set, fake.text)).toEqual(first);
  expect(fake.calls.texts.length).toBe(12); // the second six by embedPromptSet itself
});

test.each([
  { name: "another template", change: { templates: ["{}"] } },
  { name: "another name", change: { classes: [set.classes[0], { ...set.classes[1], synonyms: ["abscess"] }] } },
])("$name is embedded anew", async ({ change }) => {
  const fake = fakeEncoder();
  const cache = createPrototypeCache(folder);
  await cache(set, fake.text);
  const before = fake.calls.texts.length;
  await cache({ ...set, ...change }, fake.text);
  expect(fake.calls.texts.length).toBeGreaterThan(before);
});

test.each([
  { name: "a byte changed", damage: (bytes: Buffer) => bytes.fill(7, 40, 41) },
  { name: "cut off", damage: (bytes: Buffer) => bytes.subarray(0, -4) },
  { name: "empty", damage: () => Buffer.alloc(0) },
])("a file with $name is made again", async ({ damage }) => {
  const fake = fakeEncoder();
  const first = await createPrototypeCache(folder)(set, fake.text);
  const [name] = await readdir(folder);
  const whole = await readFile(join(folder, name));
  await writeFile(join(folder, name), damage(Buffer.from(whole)));
  expect(await createPrototypeCache(folder)(set, fake.text)).toEqual(first);
  expect(await readFile(join(folder, name))).toEqual(whole);
});

test("where nothing can be written, prototypes are given all the same", async () => {
  await writeFile(join(folder, "taken"), "a file where the folder would be");
  const fake = fakeEncoder();
  const cache = createPrototypeCache(join(folder, "taken"));
  expect(await cache(set, fake.text)).toEqual(await embedPromptSet(set, fake.text));
});
