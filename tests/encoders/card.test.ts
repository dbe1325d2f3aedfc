import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../../src/core/errors.ts";
import { sha256File } from "../../src/core/sha256.ts";
import { cardFile, loadCard } from "../../src/encoders/card.ts";
import { miniFolder } from "../support/mini.ts";
import { copyModel, editJson, revisionByReadme } from "../support/package-copy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type Card = Record<string, unknown>;
const shipped: Card = z
  .record(z.string(), z.unknown())
  .parse(JSON.parse(readFileSync(join(miniFolder, "card.json"), "utf8")));
const record = (value: unknown) => z.record(z.string(), z.unknown()).parse(value);

test("the shipped card states the revision that the README's rule gives", async () => {
  const { card, encoderId } = await loadCard(miniFolder);
  expect(card.revision).toBe(revisionByReadme(shipped));
  expect(encoderId).toBe(`${shipped.id}@${card.revision}`);
});

test("every file that the shipped card lists is there with its checksum and size", async () => {
  const loaded = await loadCard(miniFolder);
  for (const name of Object.keys(loaded.card.files)) {
    const { path, sha256 } = cardFile(loaded, name);
    expect({ name, sha256: await sha256File(path) }).toEqual({ name, sha256 });
    expect(readFileSync(path).length).toBe(loaded.card.files[name].bytes);
  }
  expect(() => cardFile(loaded, "other.onnx")).toThrow(expect.objectContaining({ code: "MODEL_CARD_INVALID" }));
});

const changes: readonly { name: string; change: (card: Card) => Card; sameRevision: boolean }[] = [
  {
    name: "a checksum",
    change: ({ files }) => ({ files: { ...record(files), "gate.onnx": { sha256: "0".repeat(64), bytes: 1 } } }),
    sameRevision: false,
  },
  { name: "the mean", change: ({ image }) => ({ image: { ...record(image), mean: [0, 0, 0] } }), sameRevision: false },
  {
    name: "the token limit",
    change: ({ text }) => ({ text: { ...record(text), maxTokens: 64 } }),
    sameRevision: false,
  },
  {
    name: "an unknown field of the image part",
    change: ({ image }) => ({ image: { ...record(image), extra: 1 } }),
    sameRevision: false,
  },
  {
    name: "the order of the files",
    change: ({ files }) => ({ files: Object.fromEntries(Object.entries(record(files)).reverse()) }),
    sameRevision: true,
  },
  { name: "a limit in words", change: () => ({ limits: ["none"] }), sameRevision: true },
];
test.each(changes)("changing $name keeps the revision: $sameRevision", async ({ change, sameRevision }) => {
  const model = copyModel(join(await temporaryFolder(), "mini"));
  await model.change(
    "card.json",
    editJson((card) => void Object.assign(card, change(card))),
  );
  const loading = loadCard(model.folder);
  if (sameRevision) expect((await loading).card.revision).toBe(shipped.revision);
  else await expect(loading).rejects.toMatchObject({ code: "MODEL_CARD_INVALID" });

  const restated = copyModel(join(await temporaryFolder(), "mini"));
  await restated.change(
    "card.json",
    editJson((card) => {
      Object.assign(card, change(card));
      card.revision = revisionByReadme(card);
    }),
  );
  expect((await loadCard(restated.folder)).card.revision === shipped.revision).toBe(sameRevision);
});

test.each([
  { name: "no test of this kind was passed", own: { textRandomisation: true, deletion: false }, all: true },
  { name: "all images together did not pass", own: { textRandomisation: true, deletion: true }, all: false },
  { name: "the kind was not tested", own: null, all: true },
])("a card that calls maps explanations although $name is refused", async ({ own, all }) => {
  const model = copyModel(join(await temporaryFolder(), "mini"));
  const kinds = own ? [{ kind: "mri", n: 20, tests: own }] : [];
  const tests = { textRandomisation: all, deletion: all };
  const localisation = { protocol: "localisation-1", partition: "test", tests, kinds, explains: ["mri"] };
  await model.change(
    "card.json",
    editJson((card) => void Object.assign(card, { localisation })),
  );
  await expect(loadCard(model.folder)).rejects.toMatchObject({ code: "MODEL_CARD_INVALID" });
});

test("the shipped card says of heat maps what its evaluation says", async () => {
  const Figures = z.object({
    figures: z.object({ localisation: z.looseObject({ tests: z.unknown(), explains: z.unknown() }) }),
  });
  const evaluation = JSON.parse(readFileSync(join(miniFolder, "evaluation.json"), "utf8"));
  const { tests, explains } = Figures.parse(evaluation).figures.localisation;
  expect((await loadCard(miniFolder)).card.localisation).toMatchObject({ tests, explains });
});

test("whatever stands in card.json, loading it gives a card or a typed error", async () => {
  const model = copyModel(join(await temporaryFolder(), "mini"));
  const keys = fc.constantFrom(...Object.keys(shipped));
  await fc.assert(
    fc.asyncProperty(keys, fc.jsonValue(), async (key, value) => {
      await model.change("card.json", () => JSON.stringify({ ...shipped, [key]: value }));
      await loadCard(model.folder).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
    }),
    { seed: 7, numRuns: 200 },
  );
});
