import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as contract from "../contracts/cli-schemas.ts";
import { ReportJson } from "../contracts/report-schema.ts";
import { badPictures } from "../support/bad-pictures.ts";
import { builtCli, type CliEnd } from "../support/cli-process.ts";
import { root } from "../support/mini.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";

const samples = join(root, "samples");
const brain = join(samples, "images", "BrainT1Slice.png");
const retina = join(samples, "images", "retina.jpg");
const histology = join(samples, "images", "ihc.png");

/** Stands in file names, questions, captions and names here, and in no error and on no stderr. */
const canary = "Kanarienvogel";

let folder: string;
let home: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-contract-"));
  home = join(folder, "home");
  cli = cliAt(home);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command under `--json` and reads its document. */
async function run<S extends z.ZodType>(schema: S, args: readonly string[], code = 0): Promise<z.output<S>> {
  return readDocument(await cli(...args, "--json"), schema, code);
}

/** Runs a search whose figures are the encoder's: it exits 0 or, where nothing was similar enough, 4. */
async function search(...args: readonly string[]): Promise<z.output<typeof contract.Similar>> {
  const end = await cli("similar", ...args, "--json");
  const found = readDocument(end, contract.Similar, end.code === 4 ? 4 : 0);
  expect(found.nothingSimilar).toBe(end.code === 4);
  return found;
}

/** Every quote stands in its evidence, every marker is written and known, every evidence has an id of its own. */
function checkCitations({ answer, citations, evidence }: z.output<typeof contract.Ask>): void {
  const byId = new Map(evidence.map((each) => [each.id, each]));
  expect(byId.size).toBe(evidence.length);
  for (const { evidenceId, marker, quote, pairId } of citations) {
    const cited = byId.get(evidenceId);
    expect(cited?.text).toContain(quote);
    expect(cited?.marker).toBe(marker);
    expect(cited?.kind === "pair" ? cited.pairId : undefined).toBe(pairId);
    expect(answer).toContain(marker);
  }
  const markers = new Set(citations.map(({ marker }) => marker));
  expect(new Set(answer.match(/\[\d+\]/g) ?? [])).toEqual(markers);
}

describe("data on stdout, in the shape of DESIGN.md's table", () => {
  test("ingest, of a source with a bad row", async () => {
    const source = join(folder, "source");
    await cp(samples, source, { recursive: true });
    const manifest = await readFile(join(source, "manifest.jsonl"), "utf8");
    await writeFile(
      join(source, "manifest.jsonl"),
      `${manifest}${JSON.stringify({ file: "none.png", caption: canary })}\n`,
    );
    const found = await run(contract.Ingest, ["ingest", source]);
    expect(found).toMatchObject({ library: "default", added: 10, duplicates: 0, updated: 0, total: 10 });
    expect(found.failed).toEqual([{ source: "source/none.png", code: "IMAGE_MISSING", reason: expect.any(String) }]);
    expect(JSON.stringify(found)).not.toContain(canary);
  });

  test("similar, by image: best first, its own file at a cosine of 1", async () => {
    const { results, library, nothingSimilar } = await run(contract.Similar, ["similar", brain, "-k", "4"]);
    expect({ library, nothingSimilar, n: results.length }).toEqual({ library: "default", nothingSimilar: false, n: 4 });
    expect(results[0]).toMatchObject({ sameImage: true, case: "itk-brain-1", modality: "MRI" });
    expect(results[0].cosine).toBeCloseTo(1, 4);
    expect(results.map(({ cosine }) => cosine)).toEqual([...results].map(({ cosine }) => cosine).sort((a, b) => b - a));
    expect(results.every(({ score, cosine }) => score === cosine)).toBe(true);
  });

  test("similar, by text and by both: scores are of ranks, results all different", async () => {
    const text = await search("--text", "retina with a bright optic disc", "-k", "3");
    expect(text.results.map(({ case: id }) => id)).toContain("wikimedia-fundus-1");
    const both = await search(retina, "--text", "fundus photograph", "-k", "5");
    expect(both.results[0]).toMatchObject({ sameImage: true });
    expect(both.results[0].score).toBeLessThan(0.1); // three reciprocal ranks
    expect(new Set(both.results.map(({ id }) => id)).size).toBe(5);
  });

  test("similar, with a condition, a case left out, and a region", async () => {
    const region = ["--region", "20,20,120,150"];
    const { results } = await search(brain, "--where", "modality = 'MRI'", "--exclude-case", "itk-brain-1", ...region);
    expect(results.map(({ case: id }) => id).sort()).toEqual(["itk-abdomen-1", "itk-brain-sagittal-1"]);
    expect(results.every(({ sameImage }) => !sameImage)).toBe(true);
  });

  test("similar, of nothing that is there, exits 4 with its document", async () => {
    const none = await run(contract.Similar, ["similar", brain, "--where", "modality = 'PET'"], 4);
    expect(none).toMatchObject({ results: [], nothingSimilar: true, reason: "No pair meets the conditions." });
    const far = await run(contract.Similar, ["similar", histology, "--where", "modality = 'MRI'"], 4);
    expect(far).toMatchObject({ nothingSimilar: true });
    expect(far.results.length).toBeGreaterThan(0);
  });

  test("classify, by names: shares sum to 1, nothing claims to be a chance", async () => {
    const args = ["classify", brain, "--labels", " glioma; meningioma;; no tumour ", "--region", "0,0,181,217"];
    const found = await run(contract.Classify, args);
    expect(found.classes.map(({ name }) => name)).toEqual(["glioma", "meningioma", "no tumour"]);
    expect(Math.abs(found.classes.reduce((sum, { share }) => sum + share, 0) - 1)).toBeLessThan(1e-6);
    expect(found).toMatchObject({ noneOfThese: null, calibrated: false, abstained: false });
    expect(found.classes.every(({ probability }) => probability === null)).toBe(true);
    expect(found.provenance).toMatchObject({ multi: false, trainedClasses: false });
    expect(found.provenance.region).toEqual({ xPx: 0, yPx: 0, widthPx: 181, heightPx: 217 });
    const { classes: spread } = found.promptSpread;
    expect(spread.every(({ min, median, max }) => min <= median && median <= max)).toBe(true);
  });

  test("classify, by a shipped set, says that its classes are trained classes", async () => {
    const found = await run(contract.Classify, ["classify", brain, "--prompts", "brain-mri-tumour"]);
    expect(found.classes).toHaveLength(4);
    expect(found.provenance).toMatchObject({ trainedClasses: true, promptSet: { id: "brain-mri-tumour" } });
  });

  test("classify, by a prompt file, each name by itself", async () => {
    const file = join(folder, "prompts.json");
    const classes = {
      "normal retina": ["a normal retina", "a healthy eye"],
      "diabetic retinopathy": ["diabetic retinopathy"],
    };
    await writeFile(file, JSON.stringify({ id: "mine", templates: ["a fundus photograph of {}", "{}"], classes }));
    const found = await run(contract.Classify, ["classify", retina, "--prompts", file, "--multi"]);
    expect(found.provenance).toMatchObject({ multi: true, promptSet: { id: "mine" } });
    expect(found.promptSpread.wordings).toBe(6);
    const single = await run(contract.Classify, ["classify", retina, "--labels", "normal retina"]);
    expect(single.classes[0].share).toBeLessThan(1); // against its absence, not against nothing
    expect(single.provenance.multi).toBe(true);
    expect(single).toEqual(await run(contract.Classify, ["classify", retina, "--labels", "normal retina", "--multi"]));
  });

  test("classify, by names of another kind of image, abstains with a code and exits 4", async () => {
    const args = ["classify", retina, "--labels", "lung adenocarcinoma; colon adenocarcinoma"];
    const found = await run(contract.Classify, args, 4);
    expect(found).toMatchObject({ abstained: true, reasonCode: "NAMES_OF_ANOTHER_KIND", reason: expect.any(String) });
    expect(Math.abs(found.classes.reduce((sum, { share }) => sum + share, 0) - 1)).toBeLessThan(1e-6);
  });

  test.each([
    { question: "What kind of image is this?", scan: retina, shortAnswer: "fundus photograph", code: 0 },
    { question: "Is this a CT?", scan: brain, shortAnswer: "no", code: 0 },
    { question: "Is there a glioma?", scan: brain, shortAnswer: "no", code: 0 },
    { question: "What organ is shown?", scan: retina, shortAnswer: "retina", code: 0 },
    { question: "What does this image show?", scan: retina, shortAnswer: null, code: 0 },
    { question: "Is there a pneumothorax?", scan: brain, shortAnswer: null, code: 4 },
    { question: "Is there a glioma?", scan: retina, shortAnswer: null, code: 4 },
  ])("ask $question -> $shortAnswer", async ({ question, scan, shortAnswer, code }) => {
    const found = await run(contract.Ask, ["ask", scan, question], code);
    expect(found).toMatchObject({ shortAnswer, abstained: code === 4, probability: null, calibrated: false });
    expect(found.reason === undefined).toBe(!found.abstained);
    checkCitations(found);
    if (!found.abstained) expect(found.citations.length).toBeGreaterThan(0);
    expect(found.provenance).toMatchObject({ library: "default" });
  });

  test("library add-pair saves a scan with words; ask pins and bans pairs by id, and explain says which", async () => {
    const saved = await run(contract.AddPair, [
      "library",
      "add-pair",
      histology,
      "--text",
      "Glands.",
      "--library",
      "own",
    ]);
    expect(saved).toMatchObject({ library: "own", outcome: "added", total: 1 });
    const { results } = await search(brain, "--library", "demo", "--k", "3", "--exclude-case", "none");
    const [, near, other] = results;
    const question = "What do similar cases say?";
    const asked = await run(contract.Ask, [
      "ask",
      brain,
      question,
      "--library",
      "demo",
      "--pin",
      other.id,
      "--ban",
      near.id,
    ]);
    expect(asked.evidence.flatMap((each) => (each.kind === "pair" ? [each.pairId] : []))[0]).toBe(other.id);
    expect(asked.provenance.banned?.map(({ pairId }) => pairId)).toEqual([near.id]);
    expect((await cli("explain", asked.id)).stdout).toMatch(/pinned.*\n.*banned/);
    const end = await cli("ask", brain, question, "--library", "demo", "--pin", results[0].id, "--json");
    expect(readDocument(end, contract.ErrorDocument, 2).error.code).toBe("PIN_OWN_CASE");
    const refused = await cli("library", "add-pair", brain, "--text", "Brain.", "--library", "demo", "--json");
    expect(readDocument(refused, contract.ErrorDocument, 2).error.code).toBe("LIBRARY_BUILT_IN");
    for (const name of ["own", "demo"]) expect((await cli("library", "delete", name)).code).toBe(0);
  });

  test("ask about a scan that the library holds leaves out its own case", async () => {
    const end = await cli("ask", retina, "Where is the optic disc?", "--json");
    const found = readDocument(end, contract.Ask, end.code === 4 ? 4 : 0);
    expect(found.flags.map(({ code }) => code)).toContain("OWN_CASE_LEFT_OUT");
    expect(found.evidence.every((each) => each.kind !== "pair" || each.case !== "wikimedia-fundus-1")).toBe(true);
    expect(JSON.stringify(found)).not.toContain("optic disc?"); // the question is known by its hash
    checkCitations(found);
  });

  test("inspect", async () => {
    const found = await run(contract.Inspect, ["inspect", retina]);
    expect(found).toMatchObject({
      format: "jpeg",
      views: [{ widthPx: 1411, heightPx: 1411 }],
      kind: { kind: "fundus" },
      organ: { name: "retina" },
    });
    expect(found.promptSets.slice(0, 2)).toEqual(["diabetic-retinopathy", "modality"]); // trained ones first
    expect(found.promptSets).toContain("diabetic-retinopathy-grade");
    expect(found.promptSets).not.toContain("skin-lesion-dermoscopy");
  });

  test("models list and models show", async () => {
    const { models } = await run(contract.ModelList, ["models", "list"]);
    expect(models.map(({ name }) => name)).toContain("mini");
    expect(await run(contract.ModelShown, ["models", "show", "mini"])).toMatchObject({ name: "mini" });
  });

  test("doctor", async () => {
    const { ok, checks } = await run(contract.Doctor, ["doctor"]);
    expect(ok).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["node", "home", "encoder", "library default"]),
    );
  });

  test("library list, info and delete, of this home and no other", async () => {
    await run(contract.Ingest, ["ingest", retina, "--library", "short-lived"]);
    const { libraries } = await run(contract.LibraryList, ["library", "list"]);
    expect(libraries.map(({ name, pairs }) => ({ name, pairs }))).toEqual([
      { name: "default", pairs: 10 },
      { name: "short-lived", pairs: 1 },
    ]);
    const info = await run(contract.LibraryInfo, ["library", "info", "default"]);
    expect(info).toMatchObject({ name: "default", pairs: 10, withText: 10, cases: 8 });
    expect(await run(contract.LibraryDeleted, ["library", "delete", "short-lived"])).toEqual({
      deleted: "short-lived",
      pairs: 1,
    });
    expect(existsSync(join(home, "libraries", "short-lived"))).toBe(false);
    expect(existsSync(retina)).toBe(true);
    const again = await run(contract.ErrorDocument, ["library", "delete", "short-lived"], 3);
    expect(again.error.code).toBe("LIBRARY_UNKNOWN");
  });

  test("the demo library is made while there is no other, and named", async () => {
    const fresh = cliAt(join(folder, "fresh"));
    const found = readDocument(await fresh("similar", brain, "-k", "1", "--json"), contract.Similar, 0);
    expect(found).toMatchObject({ library: "demo", results: [{ sameImage: true }] });
  });

  test("an ingest that took nothing makes no library, and does not hide the demo", async () => {
    const bad = join(folder, "bad.png");
    await writeFile(bad, "no picture");
    const fresh = cliAt(join(folder, "took-nothing"));
    expect(readDocument(await fresh("ingest", bad, "--json"), contract.Ingest, 3)).toMatchObject({ total: 0 });
    expect(readDocument(await fresh("library", "list", "--json"), contract.LibraryList, 0)).toEqual({ libraries: [] });
    const found = readDocument(await fresh("similar", brain, "-k", "1", "--json"), contract.Similar, 0);
    expect(found.library).toBe("demo");
    expect(readDocument(await fresh("ingest", brain, "--json"), contract.Ingest, 0)).toMatchObject({ total: 1 });
    expect(readDocument(await fresh("ingest", bad, "--json"), contract.Ingest, 3)).toMatchObject({ total: 1 });
  });
});

describe("errors", () => {
  let scans: string;
  beforeAll(async () => {
    scans = join(folder, canary);
    await mkdir(scans);
    for (const { name, bytes } of await badPictures()) await writeFile(join(scans, name), bytes);
    await cp(brain, join(scans, `${canary}.png`));
    await writeFile(join(scans, "prompts.json"), `{"id": "${canary}"`);
    await writeFile(join(scans, "schema.json"), JSON.stringify({ id: canary, classes: { [canary]: [] } }));
    await writeFile(join(scans, "map.json"), `["${canary}"]`);
    await writeFile(join(scans, "table.csv"), `path,${canary}\nnone.png,${canary}\n`);
    // A library of another encoder: what its manifest says is looked at before anything else.
    const other = {
      format: 1,
      name: "other",
      encoder: "other@00000000",
      dimensions: 512,
      createdAt: "2026-01-02T03:04:05.000Z",
    };
    await mkdir(join(home, "libraries", "other"), { recursive: true });
    await writeFile(join(home, "libraries", "other", "library.json"), JSON.stringify(other));
  });

  const scan = () => join(scans, `${canary}.png`);
  const question = `Does ${canary} have a tumour?`;
  const two = ["--labels", "a;b"];
  const usage: readonly { name: string; args: () => readonly string[]; code: string }[] = [
    { name: "a missing argument", args: () => ["ask", scan()], code: "USAGE" },
    { name: "an argument too many", args: () => ["ask", scan(), question, canary], code: "USAGE" },
    { name: "an unknown option", args: () => ["similar", scan(), `--${canary}`], code: "USAGE" },
    { name: "an unknown command", args: () => [canary], code: "USAGE" },
    { name: "an unknown subcommand", args: () => ["library", canary], code: "USAGE" },
    { name: "an unknown device", args: () => ["classify", scan(), ...two, "--device", canary], code: "USAGE" },
    {
      name: "a device that is not here",
      args: () => ["classify", scan(), ...two, "--device", "cuda"],
      code: "DEVICE_UNAVAILABLE",
    },
    { name: "an unknown format", args: () => ["ingest", scans, "--format", canary], code: "USAGE" },
    { name: "a region of three numbers", args: () => ["inspect", scan(), "--region", "1,2,3"], code: "USAGE" },
    { name: "a region of no numbers", args: () => ["similar", scan(), "--region", ",,,"], code: "USAGE" },
    { name: "no results wanted", args: () => ["similar", scan(), "-k", "0"], code: "USAGE" },
    { name: "more results wanted than can be", args: () => ["similar", scan(), "-k", "4294967296"], code: "USAGE" },
    { name: "nothing to search for", args: () => ["similar"], code: "QUERY_EMPTY" },
    { name: "no class names", args: () => ["classify", scan()], code: "LABELS_INVALID" },
    { name: "empty class names", args: () => ["classify", scan(), "--labels", " ; "], code: "LABELS_INVALID" },
    {
      name: "class names twice",
      args: () => ["classify", scan(), "--labels", `${canary};b;${canary.toUpperCase()}`],
      code: "LABELS_INVALID",
    },
    {
      name: "names and prompts",
      args: () => ["classify", scan(), ...two, "--prompts", "modality"],
      code: "LABELS_INVALID",
    },
    {
      name: "a condition on no field",
      args: () => ["similar", scan(), "--where", `${canary} = 3`],
      code: "WHERE_INVALID",
    },
    {
      name: "a condition that is none",
      args: () => ["similar", scan(), "--where", `label = '${canary}`],
      code: "WHERE_INVALID",
    },
    {
      name: "a condition of another type",
      args: () => ["similar", scan(), "--where", "label + 1 > 2"],
      code: "WHERE_INVALID",
    },
    {
      name: "a condition that would undo the case left out",
      args: () => ["similar", scan(), "--where", "modality = 'MRI') OR (1=1", "--exclude-case", "itk-brain-1"],
      code: "WHERE_INVALID",
    },
    {
      name: "a library name with a path in it",
      args: () => ["similar", scan(), "--library", `../${canary}`],
      code: "LIBRARY_NAME_INVALID",
    },
  ];
  const input: typeof usage = [
    { name: "an unknown library", args: () => ["similar", scan(), "--library", canary], code: "LIBRARY_UNKNOWN" },
    {
      name: "a library of another encoder",
      args: () => ["similar", scan(), "--library", "other"],
      code: "ENCODER_MISMATCH",
    },
    { name: "an ingest into one", args: () => ["ingest", scans, "--library", "other"], code: "ENCODER_MISMATCH" },
    { name: "an unknown encoder", args: () => ["similar", scan(), "--encoder", canary], code: "ENCODER_UNKNOWN" },
    { name: "an unknown model", args: () => ["models", "show", canary], code: "ENCODER_UNKNOWN" },
    { name: "an unknown library to look at", args: () => ["library", "info", canary], code: "LIBRARY_UNKNOWN" },
    { name: "a question of 0 characters", args: () => ["ask", scan(), ""], code: "QUESTION_INVALID" },
    { name: "a question of hidden characters", args: () => ["ask", scan(), "\u200b\u202e"], code: "QUESTION_INVALID" },
    {
      name: "a question of 5,000 characters",
      args: () => ["ask", scan(), question.padEnd(5_000, canary)],
      code: "QUESTION_INVALID",
    },
    { name: "a text of hidden characters", args: () => ["similar", "--text", "\u200b"], code: "TEXT_EMPTY" },
    { name: "no file at the path", args: () => ["inspect", join(scans, "none.png")], code: "SCAN_NOT_FOUND" },
    { name: "a folder for a scan", args: () => ["ask", scans, question], code: "SCAN_UNSUPPORTED" },
    {
      name: "a region outside",
      args: () => ["classify", scan(), ...two, "--region", "170,0,20,20"],
      code: "REGION_OUTSIDE",
    },
    { name: "a region of no size", args: () => ["similar", scan(), "--region", "0,0,0,5"], code: "REGION_OUTSIDE" },
    { name: "a text named .png", args: () => ["ask", join(scans, "text.png"), question], code: "SCAN_UNSUPPORTED" },
    { name: "0 bytes", args: () => ["similar", join(scans, "empty.png")], code: "SCAN_EMPTY" },
    { name: "a truncated JPEG", args: () => ["inspect", join(scans, "cut.jpg")], code: "SCAN_DAMAGED" },
    {
      name: "an SVG named .png",
      args: () => ["classify", join(scans, "drawing.png"), ...two],
      code: "SCAN_UNSUPPORTED",
    },
    { name: "a flat PNG of 16,000 × 16,000", args: () => ["inspect", join(scans, "flat.png")], code: "SCAN_TOO_LARGE" },
    {
      name: "a prompt file that is not JSON",
      args: () => ["classify", scan(), "--prompts", join(scans, "prompts.json")],
      code: "PROMPT_SET_INVALID",
    },
    {
      name: "a prompt file of another shape",
      args: () => ["classify", scan(), "--prompts", join(scans, "schema.json")],
      code: "PROMPT_SET_INVALID",
    },
    {
      name: "no prompt file",
      args: () => ["classify", scan(), "--prompts", join(scans, "none.json")],
      code: "PROMPT_SET_MISSING",
    },
    { name: "an unknown source", args: () => ["ingest", join(scans, "none")], code: "SOURCE_NOT_FOUND" },
    {
      name: "a map of another shape",
      args: () => ["ingest", join(scans, "table.csv"), "--map", join(scans, "map.json")],
      code: "MAP_INVALID",
    },
  ];

  function hasNoCanary({ stdout, stderr }: CliEnd): void {
    expect(`${stdout}${stderr}`.toLowerCase()).not.toContain(canary.toLowerCase());
    expect(`${stdout}${stderr}`).not.toContain(folder);
  }

  test.each(usage)("$name exits 2: $code", async ({ args, code }) => {
    const end = await cli(...args(), "--json");
    expect(readDocument(end, contract.ErrorDocument, 2).error.code).toBe(code);
    hasNoCanary(end);
  });

  test.each(input)("$name exits 3: $code", async ({ args, code }) => {
    const end = await cli(...args(), "--json");
    expect(readDocument(end, contract.ErrorDocument, 3).error.code).toBe(code);
    hasNoCanary(end);
  });

  test("a home that is a file exits 2: CONFIG_INVALID", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const end = await cliAt(file)("library", "list", "--json");
    expect(readDocument(end, contract.ErrorDocument, 2).error.code).toBe("CONFIG_INVALID");
    hasNoCanary(end);
  });

  test("for people they stand on stderr, with the same exit code and none of the values", async () => {
    for (const [args, code] of [
      [["ask", scan(), ""], 3],
      [["similar", scan(), "--where", `${canary} = 3`], 2],
    ] as const) {
      const end = await cli(...args);
      expect(end).toMatchObject({ code, stdout: "" });
      expect(end.stderr).not.toBe("");
      hasNoCanary(end);
    }
  });
});

describe("for people", () => {
  test("data is on stdout, and --quiet leaves stderr silent", async () => {
    const end = await cli("ingest", retina, "--quiet");
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(end.stdout).not.toBe("");
    expect(() => JSON.parse(end.stdout)).toThrow();
    const asked = await cli("ask", retina, "Is this a CT?", "--quiet");
    expect(asked).toMatchObject({ code: 0, stderr: "" });
    expect(`${end.stdout}${asked.stdout}`).not.toContain("\u001b"); // no colour into a pipe
  });

  test("explain prints the question, the answer, its evidence in order and where it comes from; a report's replay reads its file", async () => {
    const asked = await run(contract.Ask, ["ask", brain, "What does this image show?"]);
    const { code, stdout } = await cli("explain", asked.id);
    expect(code).toBe(0);
    expect(() => JSON.parse(stdout)).toThrow();
    expect(stdout).toContain("Question: What does this image show?");
    expect(stdout).toContain(asked.answer);
    const at = asked.evidence.map(({ marker }) => stdout.indexOf(`\n${marker} `));
    expect(at.every((place, i) => place > (at[i - 1] ?? 0))).toBe(true);
    expect(stdout).toMatch(/written by +evidence-writer/);
    expect(stdout).not.toMatch(/\d…/); // no number is cut
    const drafted = await cli("report", brain, "--json");
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(drafted.stdout));
    const again = await cli("explain", id, "--replay");
    expect({ code: again.code, found: again.stdout }).toMatchObject({
      code: 0,
      found: expect.stringContaining("Findings"),
    });
    expect(again.stdout).toContain("the same evidence was found again");
  });

  test("an answer is tried without its image and in other words, and samples of the evidence writer are refused", async () => {
    const { id } = await run(contract.Ask, ["ask", brain, "Is this an MRI?"]);
    const blank = await run(contract.AnswerControl, ["explain", id, "--control", "blank"]);
    expect(blank).toMatchObject({ id, kind: "blank", same: 0 });
    const rephrased = await run(contract.AnswerControl, ["explain", id, "--control", "rephrased"]);
    expect(rephrased.same).toBe(rephrased.answers.length);
    const samples = await run(contract.ErrorDocument, ["explain", id, "--control", "samples"], 3);
    expect(samples.error.code).toBe("CONTROL_UNAVAILABLE");
    expect((await cli("explain", id, "--control", "blank")).stdout).toContain("rests on the image");
  });

  test("templates are listed, and a draft that nobody wrote into has nothing to weigh", async () => {
    const { templates } = await run(contract.ReportTemplates, ["report", "templates"]);
    expect(templates.map(({ id }) => id)).toContain("brain-mr");
    const { id } = await run(ReportJson, ["report", brain]);
    expect(await run(contract.ReportWeighed, ["report", "weigh", id])).toEqual({ id, version: 1, sentences: [] });
  });

  test("a report is confirmed in a name, shown with its changes, and taken back to a version", async () => {
    const { id } = await run(ReportJson, ["report", brain]);
    const refused = await run(contract.ErrorDocument, ["report", "confirm", id, "--by", "Ada"], 3);
    expect(refused.error.code).toBe("REPORT_FLAGS_REMAIN");
    const nobody = await run(contract.ErrorDocument, ["report", "confirm", id], 2);
    expect(nobody.error.code).toBe("USAGE");
    const confirmed = await run(ReportJson, ["report", "confirm", id, "--by", "Ada", "--accept-flagged"]);
    expect(confirmed).toMatchObject({ draft: false, confirmation: { by: "Ada", version: 1 } });
    const out = join(folder, "confirmed.md");
    const shown = await cli("report", "show", id, "--out", out);
    expect(shown.stdout).toContain("Confirmed by Ada on");
    expect(shown.stdout).not.toContain("UNVERIFIED");
    expect(await readFile(out, "utf8")).toContain("**Confirmed by Ada on");
    expect(await run(contract.ReportVersions, ["report", "versions", id])).toMatchObject({
      versions: [{ version: 1, draft: false, confirmation: { by: "Ada" } }],
    });
    const same = await run(ReportJson, ["report", "revert", id, "--to", "1"]);
    expect(same).toEqual(confirmed); // it says so already
    const compared = await run(contract.ReportCompared, ["report", "show", id, "--changes"]);
    expect(compared).toMatchObject({ against: 1, report: confirmed });
    for (const args of [
      ["show", id, "--version", "2"],
      ["revert", id, "--to", "2"],
    ])
      expect((await run(contract.ErrorDocument, ["report", ...args], 3)).error.code).toBe("REPORT_VERSION_UNKNOWN");
    const late = await run(contract.ErrorDocument, ["report", "confirm", id, "--by", "Ada", "--version", "2"], 3);
    expect(late.error.code).toBe("REPORT_CHANGED");
  });

  const hasScript = process.platform === "linux" && existsSync("/usr/bin/script");
  test.skipIf(!hasScript)("colour is for terminals, and NO_COLOR turns it off", () => {
    const onTerminal = (environment: string) =>
      execFileSync("script", ["-qec", `${environment} node ${builtCli} library info --home ${home}`, "/dev/null"], {
        encoding: "utf8",
      });
    expect(onTerminal("env -u NO_COLOR")).toContain("\u001b[");
    expect(onTerminal("NO_COLOR=1")).not.toContain("\u001b[");
    expect(onTerminal("NO_COLOR=")).toContain("\u001b["); // an empty one says nothing
  });

  test("--version and --help exit 0", async () => {
    expect(await cli("--version")).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await cli("ask", "--help")).toMatchObject({ code: 0, stderr: "" });
  });
});
