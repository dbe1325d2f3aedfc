import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type LoadedCard, loadCard } from "../../src/encoders/card.ts";
import type { DualEncoder } from "../../src/encoders/contract.ts";
import { loadDecisionRules } from "../../src/encoders/decision-rules.ts";
import { createInstalledModels } from "../../src/encoders/installed-models.ts";
import { openEncoder } from "../../src/encoders/open-encoder.ts";
import type { Resampler } from "../../src/imaging/contract.ts";
import { createResampler } from "../../src/imaging/resampler.ts";
import type { InferenceEngine } from "../../src/inference/contract.ts";
import { createOnnxEngine } from "../../src/inference/onnx-engine.ts";
import { pattern } from "../imaging/pattern.ts";
import { errorCode, runCli } from "../support/cli-process.ts";
import { miniFolder, root } from "../support/mini.ts";
import {
  copyModel,
  copyPackage,
  editJson,
  flipBit,
  type ModelCopy,
  revisionByReadme,
} from "../support/package-copy.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let engine: InferenceEngine;
let resampler: Resampler;
let shipped: LoadedCard;
beforeAll(async () => {
  shipped = await loadCard(miniFolder);
  engine = createOnnxEngine();
  resampler = createResampler();
});
afterAll(() => Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]));

/** Does everything that an encoder of a model folder is for. */
async function useModel({ folder }: ModelCopy): Promise<void> {
  const loaded = await loadCard(folder);
  await loadDecisionRules(folder, loaded.encoderId, loaded.card.dimensions);
  const encoder: DualEncoder = openEncoder(loaded, { engine, resampler });
  const [{ features = new Float32Array(0), patches }] = await encoder.image.encode([pattern("noise", 20, 20)]);
  if (!patches) throw new Error("The encoder gives no patches.");
  await encoder.gate?.classify(features);
  const [{ sentence }] = await encoder.text.encode(["pneumonia"]);
  await encoder.questions?.answer({ features, patches }, sentence);
  await encoder.seenInTraining("0".repeat(64));
}

test("an untouched copy of the model folder works", async () => {
  await useModel(copyModel(join(await temporaryFolder(), "mini")));
});

const usedFiles = [
  "vision.onnx",
  "gate.onnx",
  "text_minilm_q8.onnx",
  "text_projection.onnx",
  "tokenizer.json",
  "tokenizer_config.json",
  "trained_images.txt",
  "vqa_head.onnx",
  "vqa_question_only.onnx",
  "vqa_answers.json",
];
const files = usedFiles.flatMap((file) => [
  { file, what: "missing", spoil: (model: ModelCopy) => model.remove(file) },
  { file, what: "changed by one bit", spoil: (model: ModelCopy) => model.change(file, flipBit) },
]);
const rulesFiles = ["rules.json", "name-kinds.json", "name-kinds.vectors.i8", "familiar-clusters.i8"];

test.each(files)("a $file that is $what stops with MODEL_FILE_INVALID", async ({ spoil }) => {
  const model = copyModel(join(await temporaryFolder(), "mini"));
  await spoil(model);
  await expect(useModel(model)).rejects.toMatchObject({ code: "MODEL_FILE_INVALID", kind: "failure" });
});

test.each(rulesFiles)("%s missing, cut off or of another encoder stops with DECISION_RULES_INVALID", async (file) => {
  const expected = { code: "DECISION_RULES_INVALID", kind: "failure" };
  const spoilings: ((model: ModelCopy) => Promise<void>)[] = [
    (model) => model.remove(file),
    (model) => model.change(file, (bytes) => bytes.subarray(0, bytes.length >> 1)),
    (model) =>
      model.change(
        "rules.json",
        editJson((rules) => Object.assign(rules, { encoder: `${shipped.card.id}@00000000` })),
      ),
    (model) =>
      model.change(
        "rules.json",
        editJson((rules) => Object.assign(rules, { files: {} })),
      ),
    (model) =>
      model.change(
        "rules.json",
        editJson((rules) => Object.assign(rules, { likeness: "high" })),
      ),
  ];
  for (const spoil of spoilings) {
    const model = copyModel(join(await temporaryFolder(), "mini"));
    await spoil(model);
    await expect(useModel(model)).rejects.toMatchObject(expected);
  }
});

type Card = Record<string, unknown>;
const changedImage = (card: Card) => {
  card.image = { ...z.record(z.string(), z.unknown()).parse(card.image), mean: [0.5, 0.5, 0.5] };
};
test.each([
  { name: "another revision", edit: (card: Card) => void Object.assign(card, { revision: "0badc0de" }) },
  { name: "another mean under the same revision", edit: changedImage },
  { name: "a checksum removed", edit: (card: Card) => void Object.assign(card, { files: {} }) },
  { name: "no dimensions", edit: (card: Card) => void delete card.dimensions },
  {
    name: "a resize that is not built",
    edit: (card: Card) => {
      card.image = { ...z.record(z.string(), z.unknown()).parse(card.image), resize: "centre crop" };
      card.revision = revisionByReadme(card);
    },
  },
])("a card with $name stops with MODEL_CARD_INVALID", async ({ edit }) => {
  const model = copyModel(join(await temporaryFolder(), "mini"));
  await model.change("card.json", editJson(edit));
  await expect(loadCard(model.folder)).rejects.toMatchObject({ code: "MODEL_CARD_INVALID", kind: "failure" });
});

test("an encoder that is not installed is ENCODER_UNKNOWN, and the installed ones are named", async () => {
  const models = createInstalledModels(join(root, "models"));
  await expect(models.find("conch")).rejects.toMatchObject({ code: "ENCODER_UNKNOWN", kind: "input" });
  for (const name of ["mini", shipped.card.id, shipped.encoderId]) expect((await models.find(name)).name).toBe("mini");
});

const Doctor = z.object({ ok: z.boolean(), checks: z.array(z.object({ name: z.string(), state: z.string() })) });

test("doctor names what is wrong with a model folder, and commands stop with a code", async () => {
  const folder = await temporaryFolder();
  const home = join(folder, "home");
  const problems = async (spoil: (model: ModelCopy) => Promise<void>) => {
    const { entry, model } = await copyPackage(join(await temporaryFolder(), "package"));
    await spoil(model);
    const doctor = await runCli(["doctor", "--json", "--home", home], entry);
    const { ok, checks } = Doctor.parse(JSON.parse(doctor.stdout));
    const inspected = await runCli(["inspect", join(root, "samples/images/BrainT1Slice.png"), "--json"], entry);
    const names = checks.filter(({ state }) => state === "problem").map(({ name }) => name);
    return { ok, names, exits: [doctor.code, inspected.code], code: errorCode(inspected) };
  };
  expect(await problems((model) => model.change("vision.onnx", flipBit))).toEqual({
    ok: false,
    names: ["encoder"],
    exits: [1, 1],
    code: "MODEL_FILE_INVALID",
  });
  expect(
    await problems((model) =>
      model.change(
        "card.json",
        editJson((card) => Object.assign(card, { revision: "0badc0de" })),
      ),
    ),
  ).toEqual({
    ok: false,
    names: ["encoder"],
    exits: [1, 1],
    code: "MODEL_CARD_INVALID",
  });
  expect(
    await problems((model) =>
      model.change(
        "rules.json",
        editJson((rules) => Object.assign(rules, { encoder: `${shipped.card.id}@00000000` })),
      ),
    ),
  ).toEqual({
    ok: false,
    names: ["decision rules"],
    exits: [1, 1],
    code: "DECISION_RULES_INVALID",
  });
});

test("a library of another encoder is refused with ENCODER_MISMATCH, and doctor says so", async () => {
  const folder = await temporaryFolder();
  const home = join(folder, "home");
  const source = await makePictureSource(join(folder, "source"), { pictures: 2 });
  const flags = ["--library", "other", "--home", home, "--json", "--quiet"];
  await runCli(["ingest", source.folder, ...flags]);
  const manifest = join(home, "libraries", "other", "library.json");
  await writeFile(manifest, (await readFile(manifest, "utf8")).replace(shipped.encoderId, "conch@00000000"));
  const [file] = source.files.values();
  const commands = [
    ["similar", file],
    ["similar", "--text", "brain"],
    ["ask", file, "What is this?"],
    ["ingest", source.folder],
  ];
  for (const command of commands) {
    const end = await runCli([...command, ...flags]);
    expect({ code: end.code, error: errorCode(end) }).toEqual({ code: 3, error: "ENCODER_MISMATCH" });
  }
  const doctor = await runCli(["doctor", "--json", "--home", home]);
  expect(JSON.parse(doctor.stdout).checks).toContainEqual(
    expect.objectContaining({ name: "library other", state: "problem" }),
  );
});
