import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as contract from "../contracts/cli-schemas.ts";
import { root } from "../support/mini.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";
import { tinyCard, withOutlierChannel, writeTinyClip } from "../support/tiny-clip.ts";

const samples = join(root, "samples");
const brain = join(samples, "images", "BrainT1Slice.png");

let folder: string;
let home: string;
let card: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-imported-"));
  home = join(folder, "home");
  card = await writeTinyClip(folder);
  cli = cliAt(home);
  await writeFile(join(folder, "shadow.json"), JSON.stringify({ ...tinyCard, id: "mini-v1" }));
  await writeFile(
    join(folder, "own.json"),
    JSON.stringify({ ...tinyCard, files: [{ name: "a/model.json", sha256: null }] }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const own = ["--library", "own", "--json"];

test("from a checkpoint to a library, and back to the embedded encoder", async () => {
  const made = readDocument(await cli("models", "import", folder, "--card", card, "--json"), contract.ModelImported, 0);
  expect(made).toMatchObject({ id: "tiny-clip", dimensions: 24, checkpoint: { verified: false } });
  const { models } = readDocument(await cli("models", "list", "--json"), contract.ModelList, 0);
  expect(models.find(({ name }) => name === "tiny-clip")).toMatchObject({ state: "imported", encoder: made.encoder });
  const shown = readDocument(await cli("models", "show", "tiny-clip", "--json"), contract.ModelShown, 0);
  expect(shown).toMatchObject({ kind: "published", encoder: made.encoder });

  const tiny = [...own, "--encoder", "tiny-clip"];
  const ingested = readDocument(await cli("ingest", samples, ...tiny), contract.Ingest, 0);
  expect(ingested).toMatchObject({ encoder: made.encoder, failed: [] });
  const similar = readDocument(await cli("similar", brain, ...tiny), contract.Similar, 0);
  expect(similar.results[0]).toMatchObject({ sameImage: true, kind: "mri" });
  expect(similar.results[0].cosine).toBeCloseTo(1, 5);
  expect(similar.nothingSimilar).toBe(false);
  const byText = readDocument(await cli("similar", "--text", "retina", ...tiny), contract.Similar, 0);
  expect(byText.results).toHaveLength(ingested.total < 10 ? ingested.total : 10);

  const names = ["--labels", "glioma;no tumour"];
  const classified = readDocument(await cli("classify", brain, ...names, ...tiny), contract.Classify, 0);
  expect(classified).toMatchObject({ calibrated: false, provenance: { encoder: made.encoder, trainedClasses: false } });
  const mismatched = await cli("classify", brain, "--labels", "colon adenocarcinoma;lung tissue", ...tiny);
  expect(readDocument(mismatched, contract.Classify, 4)).toMatchObject({ reasonCode: "NAMES_OF_ANOTHER_KIND" });
  const strange = join(root, "samples", "images", "microaneurysms.png");
  const skin = ["--prompts", "skin-lesion-dermoscopy", "--json"];
  const seen = readDocument(await cli("classify", strange, ...skin, "--encoder", "tiny-clip"), contract.Classify, 0);
  expect(seen.classes).toHaveLength(7); // of a kind that the embedded encoder cannot judge, and so does not refuse
  const known = readDocument(await cli("classify", brain, ...skin, "--encoder", "tiny-clip"), contract.Classify, 4);
  expect(known).toMatchObject({ reasonCode: "NAMES_OF_ANOTHER_KIND" });
  const embedded = readDocument(await cli("classify", strange, ...skin), contract.ErrorDocument, 3);
  expect(embedded.error).toMatchObject({ code: "PROMPT_SET_MISSING", remedy: expect.not.stringContaining("skin") });
  const asked = readDocument(await cli("ask", brain, "What kind of image is this?", ...tiny), contract.Ask, 0);
  expect(asked.provenance.encoder).toBe(made.encoder);
  expect(asked.shortAnswer).toMatch(/MR/);

  const unasked = await cli("similar", brain, ...own);
  expect(readDocument(unasked, contract.Similar, 0).results[0]).toMatchObject({ sameImage: true });
  expect(unasked.stderr).toContain(`Library own holds vectors of ${made.encoder}`);
  const forPeople = await cli("similar", brain, "--library", "own");
  expect(forPeople.stdout).toContain(`Encoder: ${made.encoder}`);
  for (const args of [
    ["similar", brain],
    ["ingest", samples],
  ]) {
    const refused = readDocument(await cli(...args, ...own, "--encoder", "mini"), contract.ErrorDocument, 3);
    expect(refused.error).toMatchObject({
      code: "ENCODER_MISMATCH",
      message: expect.stringContaining(`The library own holds vectors of ${made.encoder}`),
    });
    expect(refused.error.remedy).toContain("--encoder tiny-clip");
    expect(refused.error.remedy).toContain("library reembed own --encoder mini-v1");
    expect(refused.error.message.includes("query")).toBe(args[0] === "similar");
  }
  const reembedded = await cli("library", "reembed", "own", "--json");
  expect(reembedded.stderr).toContain("Giving own the vectors of mini-v1@");
  const back = readDocument(reembedded, contract.LibraryReembedded, 0);
  expect(back).toMatchObject({ from: made.encoder, pairs: ingested.total, already: 0 });
  const again = readDocument(await cli("similar", brain, ...own), contract.Similar, 0);
  expect(again.results[0]).toMatchObject({ sameImage: true });
});

test("a published model that was not imported is told how to come by", async () => {
  const found = readDocument(await cli("classify", brain, "--encoder", "plip", ...own), contract.ErrorDocument, 3);
  expect(found.error).toMatchObject({ code: "ENCODER_UNKNOWN", remedy: expect.stringContaining("models pull plip") });
  const unknown = readDocument(await cli("classify", brain, "--encoder", "plap", ...own), contract.ErrorDocument, 3);
  expect(unknown.error.remedy).not.toContain("pull");
});

test("ids are found in any case of letters, and who asks for none is told which there are", async () => {
  const plip = readDocument(await cli("models", "show", "PLIP", "--json"), contract.ModelShown, 0);
  expect(plip).toMatchObject({ name: "plip", hasText: true, quantized: null });
  const tiny = readDocument(await cli("models", "check", "Tiny-CLIP", "--json"), contract.ModelChecked, 0);
  expect(tiny.id).toBe("tiny-clip");
  const found = readDocument(await cli("classify", brain, "--encoder", "PLIP", ...own), contract.ErrorDocument, 3);
  expect(found.error.remedy).toContain("models pull plip");
  const { error } = readDocument(await cli("models", "show", "plap", "--json"), contract.ErrorDocument, 3);
  expect(error.code).toBe("ENCODER_UNKNOWN");
  for (const id of ["mini", "tiny-clip", "plip"]) expect(error.remedy).toContain(id);
});

test("the list fits a terminal, and says which models know words", async () => {
  const { stdout } = await cli("models", "list");
  const lines = stdout.trimEnd().split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  expect(lines.find((line) => line.startsWith("uni "))).toMatch(/card +– +no /);
  expect(lines.find((line) => line.startsWith("plip "))).toMatch(/card +– +yes /);
});

test("the embedded model is neither brought to 8 bits nor deleted", async () => {
  for (const [args, code] of [
    [["quantize", "mini"], "MODEL_NOT_QUANTIZABLE"],
    [["delete", "mini"], "MODEL_EMBEDDED"],
    [["delete", "nobody"], "ENCODER_UNKNOWN"],
  ] as const) {
    const { error } = readDocument(await cli("models", ...args, "--json"), contract.ErrorDocument, 3);
    expect(error.code).toBe(code);
    if (args[1] === "mini") expect(error.message).toContain("embedded");
  }
});

test("imported anew as another, it names the libraries that rest on what it was; deleted, too", async () => {
  const place = join(folder, "anew");
  await mkdir(place);
  const card = await writeTinyClip(place);
  const other = cliAt(join(place, "home"));
  const take = (...args: readonly string[]) => other("models", "import", place, "--card", card, ...args);
  const first = readDocument(await take("--json"), contract.ModelImported, 0);
  expect(first.librariesLeft).toEqual([]);
  readDocument(await other("ingest", samples, "--encoder", "tiny-clip", ...own), contract.Ingest, 0);
  expect(readDocument(await take("--json"), contract.ModelImported, 0).librariesLeft).toEqual([]);
  await writeTinyClip(place, (name, _, values) => void (name === "ln_final.bias" && values.fill(0.5)));
  const second = await take();
  expect(second.stderr).toContain("own");
  expect(second.stderr).toContain("library reembed own --encoder tiny-clip");
  const made = readDocument(
    await other("library", "reembed", "own", "--encoder", "tiny-clip", "--json"),
    contract.LibraryReembedded,
    0,
  );
  expect(made.from).toBe(first.encoder);
  const deleted = readDocument(await other("models", "delete", "TINY-clip", "--json"), contract.ModelDeleted, 0);
  expect(deleted).toEqual({ deleted: "tiny-clip", librariesLeft: ["own"] });
  expect(await readdir(join(place, "home", "models"))).toEqual([]);
});

test("check says whether a model is what it was, and runs", async () => {
  for (const id of ["mini", "tiny-clip"]) {
    const found = readDocument(await cli("models", "check", id, "--json"), contract.ModelChecked, 0);
    expect(found).toMatchObject({ ok: true, runs: { image: "ok", text: "ok" } });
  }
  for (const args of [[], ["mini", "--cases", folder]]) {
    const { error } = readDocument(await cli("models", "check", ...args, "--json"), contract.ErrorDocument, 2);
    expect(error.code).toBe("USAGE");
  }
});

test("quantize keeps an 8-bit model only where its vectors are near, or by force", async () => {
  const outliers = join(folder, "outliers");
  await mkdir(outliers);
  const other = cliAt(join(outliers, "home"));
  const itsCard = await writeTinyClip(outliers, withOutlierChannel);
  readDocument(await other("models", "import", outliers, "--card", itsCard, "--json"), contract.ModelImported, 0);
  const refused = readDocument(await other("models", "quantize", "tiny-clip", "--json"), contract.ErrorDocument, 3);
  expect(refused.error.code).toBe("QUANTIZATION_REFUSED");
  expect(await readdir(join(outliers, "home", "models"))).toEqual(["tiny-clip"]);
  const forced = await other("models", "quantize", "tiny-clip", "--data", samples, "--force", "--json");
  const { id, cosine } = readDocument(forced, contract.ModelQuantized, 0);
  expect(id).toBe("tiny-clip-int8");
  expect(cosine.mean).toBeLessThan(0.9);
  const checked = readDocument(await other("models", "check", id, "--json"), contract.ModelChecked, 0);
  expect(checked.ok).toBe(true);
  const { models } = readDocument(await other("models", "list", "--json"), contract.ModelList, 0);
  const parent = models.find(({ name }) => name === "tiny-clip")?.encoder;
  const quantized = { of: parent, n: expect.any(Number), cosine };
  expect(models.find(({ name }) => name === id)).toMatchObject({ hasText: true, quantized });
  expect((await other("models", "list")).stdout).toMatch(/cosine 0\.\d{4} to tiny-clip/);
  expect((await other("models", "show", id)).stdout).toContain(`made of ${parent}`);

  const made = readDocument(await cli("models", "quantize", "tiny-clip", "--json"), contract.ModelQuantized, 0);
  expect(made.cosine.mean).toBeGreaterThan(0.98);
});

test("a damaged model is listed as such, and the others are at hand", async () => {
  const damaged = join(home, "models", "phikon");
  await mkdir(damaged);
  const { models } = readDocument(await cli("models", "list", "--json"), contract.ModelList, 0);
  expect(models.filter(({ name }) => name === "phikon")).toMatchObject([{ state: "damaged", encoder: null }]);
  const found = readDocument(await cli("doctor", "--encoder", "tiny-clip", "--json"), contract.Doctor, 0);
  expect(found.checks.find(({ name }) => name === "encoder")).toMatchObject({ state: "ok" });
  const { error } = readDocument(await cli("models", "check", "phikon", "--json"), contract.ErrorDocument, 1);
  expect(error).toMatchObject({ code: "IMPORTED_MODEL_INVALID", message: expect.stringContaining("phikon") });
  const deleted = readDocument(await cli("models", "delete", "phikon", "--json"), contract.ModelDeleted, 0);
  expect(deleted).toEqual({ deleted: "phikon", librariesLeft: [] });
  expect(await readdir(join(home, "models"))).not.toContain("phikon");
});

test("doctor looks at the files of an imported model that is in use", async () => {
  const found = readDocument(await cli("doctor", "--encoder", "tiny-clip", "--json"), contract.Doctor, 0);
  expect(found.checks.find(({ name }) => name === "encoder")).toMatchObject({ state: "ok" });
  await writeFile(join(home, "models", "tiny-clip", "text.onnx"), "");
  const broken = readDocument(await cli("doctor", "--encoder", "tiny-clip", "--json"), contract.Doctor, 1);
  expect(broken.checks.find(({ name }) => name === "encoder")).toMatchObject({ state: "problem" });
  const checked = readDocument(await cli("models", "check", "tiny-clip", "--json"), contract.ModelChecked, 1);
  expect(checked.files).toContainEqual({ name: "text.onnx", state: "changed" });
  expect(checked.runs).toEqual({ image: "ok", text: "MODEL_FILE_INVALID" });
});

test.each([
  { name: "no such card", args: () => [folder, "--card", "no-such-card"], code: "CARD_UNKNOWN" },
  {
    name: "a card file that is none",
    args: () => [folder, "--card", join(samples, "manifest.json")],
    code: "CARD_INVALID",
  },
  {
    name: "the id of the embedded model",
    args: () => [folder, "--card", join(folder, "shadow.json")],
    code: "CARD_INVALID",
  },
  {
    name: "a file name that is the program's own",
    args: () => [folder, "--card", join(folder, "own.json")],
    code: "CARD_INVALID",
  },
  { name: "no such source", args: () => [join(folder, "none"), "--card", card], code: "IMPORT_SOURCE_INVALID" },
])("$name: $code, and nothing is written", async ({ args, code }) => {
  const before = await readdir(join(home, "models"));
  const { error } = readDocument(await cli("models", "import", ...args(), "--json"), contract.ErrorDocument, 3);
  expect(error.code).toBe(code);
  expect(await readdir(join(home, "models"))).toEqual(before);
});

test("check: a folder without cases, and one with a case that is none", async () => {
  const empty = join(folder, "cases");
  const none = readDocument(await cli("models", "check", "--cases", empty, "--json"), contract.ErrorDocument, 3);
  expect(none.error.code).toBe("CASES_MISSING");
  const { cases } = readDocument(await cli("models", "check", "--cases", home, "--json"), contract.CasesChecked, 1);
  expect(cases.every(({ pass, reason }) => !pass && reason === "CASE_UNREADABLE")).toBe(true);
});
