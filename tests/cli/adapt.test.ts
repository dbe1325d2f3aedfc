import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/config.ts";
import { adapterMethods } from "../../src/zeroshot/adapters/contract.ts";
import * as contract from "../contracts/cli-schemas.ts";
import { changedAdapter } from "../support/changed-adapter.ts";
import { labelledSamples, sampleFile } from "../support/labelled-samples.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";

/** Stands in paths and names here, and in no error. */
const canary = "Kanarienvogel";

let folder: string;
let home: string;
let data: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-adapt-"));
  home = join(folder, "home");
  data = await labelledSamples(join(folder, "labelled"));
  cli = cliAt(home);
  await using app = createApp(await loadConfig({ home }, {}));
  for (const method of adapterMethods)
    checksums.set(method, (await app.adapters.adapt({ data: [data], out: fileOf(method), method })).checksum);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const checksums = new Map<string, string>();
const fileOf = (method: string) => join(folder, `${method}.json`);

async function classify<S extends z.ZodType>(schema: S, args: readonly string[], code = 0): Promise<z.output<S>> {
  return readDocument(await cli("classify", ...args, "--json"), schema, code);
}

describe.each(adapterMethods)("adapt --method %s", (method) => {
  test("says what it was fitted to, and writes a small file without a path in it", async () => {
    const out = join(folder, `by-command-${method}.json`);
    const end = await cli("adapt", "--data", data, "--out", out, "--method", method, "--json");
    const result = readDocument(end, contract.Adapt, 0);
    expect(result).toMatchObject({
      method,
      data: "labelled",
      partition: null,
      n: 8,
      cases: 7,
      unlabelled: 1,
      seenInTraining: 0,
      crossValidation: { folds: 3 },
    });
    expect(Object.values(result.kinds).reduce((sum, n) => sum + n, 0)).toBe(8);
    expect(result.promptsSha256 !== null).toBe(method === "tip");
    expect(result.failed.map(({ code }) => code)).toEqual(["IMAGE_MISSING"]);
    const text = await readFile(out, "utf8");
    expect(text.length).toBe(result.sizeBytes);
    expect(text.length).toBeLessThan(50_000);
    expect(text).not.toContain(folder);
  });

  test("classifies a scan of its kinds, with the fields of a classification", async () => {
    const scan = [sampleFile("BrainT1Slice.png"), "--adapter", fileOf(method)];
    const own = await classify(contract.ClassifyWithAdapter, scan);
    expect(own).toMatchObject({
      abstained: false,
      provenance: { adapter: { scanAmongImages: true, data: "labelled" } },
    });
    expect(own.classes.map(({ name }) => name)).toEqual(["MR slice", "eye"]);
    expect(own.classes[0].share).toBeGreaterThan(0.5);
    expect(own.classes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(own.classes.every(({ cosine }) => (cosine === null) === (method === "logistic"))).toBe(true);
    expect(own.provenance.adapter.checksum).toBe(checksums.get(method));
  });

  test("abstains for an image of another kind, with the reason", async () => {
    const found = await classify(contract.ClassifyWithAdapter, [sampleFile("ihc.png"), "--adapter", fileOf(method)], 4);
    expect(found).toMatchObject({ abstained: true, reason: expect.any(String) });
    expect(["ADAPTER_OF_ANOTHER_KIND", "UNFAMILIAR_IMAGE"]).toContain(found.reasonCode);
  });
});

test("a partition leaves the others out, and a scan of those is no scan of the adapter's", async () => {
  const out = join(folder, "part.json");
  const end = await cli("adapt", "--data", data, "--partition", "train", "--out", out, "--json");
  expect(readDocument(end, contract.Adapt, 0)).toMatchObject({ partition: "train", n: 5, cases: 5 });
  const args = ["classify", sampleFile("BrainMidSagittalSlice.png"), "--adapter", out, "--json"];
  const scan = await cli(...args);
  const found = readDocument(scan, contract.ClassifyWithAdapter, scan.code === 4 ? 4 : 0); // as the encoder sees it
  expect(found.provenance.adapter).toMatchObject({ scanAmongImages: false, partition: "train" });
});

test("for people: shares, what they rest on, and that the scan was among the images", async () => {
  const { code, stdout } = await cli("classify", sampleFile("retina.jpg"), "--adapter", fileOf("knn"));
  expect(code).toBe(0);
  expect(stdout).toMatch(/eye\s+100 %/);
  expect(stdout).toMatch(/fitted to 8 images of 7 cases: labelled/);
  expect(stdout).toMatch(/This scan was one of them/);
  const end = await cli("adapt", "--data", data, "--out", join(folder, "people.json"), "--quiet");
  expect(end).toMatchObject({ code: 0, stderr: "" });
  expect(end.stdout).toMatch(/MR slice\s+4\s+3/);
});

test("an adapter that was interrupted is not written, and what stood there stays", async () => {
  const out = join(folder, "stays.json");
  await writeFile(out, "what was there");
  await using app = createApp(await loadConfig({ home }, {}));
  for (const unit of ["images", "folds"]) {
    const stop = new AbortController();
    const onProgress = (progress: { readonly unit: string }) => void (progress.unit === unit && stop.abort());
    const request = { data: [data], out, method: "knn", signal: stop.signal, onProgress } as const;
    await expect(app.adapters.adapt(request)).rejects.toMatchObject({ name: "AbortError" });
  }
  expect(await readFile(out, "utf8")).toBe("what was there");
  expect((await readdir(folder)).filter((name) => name.startsWith(".new-"))).toEqual([]);
});

describe("refusals", () => {
  const refused = async (args: readonly string[], exit: number) => {
    const found = readDocument(await cli(...args, "--json"), contract.ErrorDocument, exit);
    expect(JSON.stringify(found)).not.toMatch(new RegExp(`${canary}|${folder}`));
    return found.error.code;
  };
  const scan = sampleFile("retina.jpg");
  const adapterArgs = async (change: Parameters<typeof changedAdapter>[1]) => {
    const file = join(folder, `${canary}.json`);
    await writeFile(file, changedAdapter(await readFile(fileOf("knn"), "utf8"), change));
    return ["classify", scan, "--adapter", file];
  };

  test("an adapter for another encoder, or another revision of the same", async () => {
    const of = (encoder: string) => adapterArgs((content) => ({ ...content, encoder }));
    expect(await refused(await of("other@00000000"), 3)).toBe("ADAPTER_ENCODER_MISMATCH");
    expect(await refused(await of("mini-v1@00000000"), 3)).toBe("ADAPTER_ENCODER_MISMATCH");
  });

  test("kinds that another revision of the embedded encoder judged", async () => {
    const args = await adapterArgs((content) => ({
      ...content,
      kinds: { ...Object(content.kinds), judge: "mini-v0@00000000" },
    }));
    expect(await refused(args, 3)).toBe("ADAPTER_ENCODER_MISMATCH");
  });

  test("a changed, a missing and a foreign file, and one that is too large", async () => {
    const file = join(folder, `${canary}.json`);
    const text = await readFile(fileOf("tip"), "utf8");
    const args = ["classify", scan, "--adapter", file];
    await writeFile(file, text.replace('"beta":', '"beta":1'));
    expect(await refused(args, 3)).toBe("ADAPTER_DAMAGED");
    await writeFile(file, text.slice(0, 500));
    expect(await refused(args, 3)).toBe("ADAPTER_INVALID");
    await writeFile(file, Buffer.alloc(32_000_001, " "));
    expect(await refused(args, 3)).toBe("ADAPTER_TOO_LARGE");
    await rm(file);
    expect(await refused(args, 3)).toBe("ADAPTER_UNKNOWN");
    expect(await refused(["classify", scan, "--adapter", folder], 3)).toBe("ADAPTER_INVALID");
    expect(await refused(["classify", scan, "--adapter", scan], 3)).toBe("ADAPTER_INVALID");
  });

  test.each([["--labels", "a;b"], ["--prompts", "modality"], ["--multi"]])("an adapter beside %s", async (...more) => {
    expect(await refused(["classify", scan, "--adapter", fileOf("knn"), ...more], 2)).toBe("ADAPTER_NOT_ALONE");
  });

  // biome-ignore format: a table
  const wrong = [
    { name: "a folder that is not there", args: () => ["--out", join(folder, canary, "a.json")], exit: 1, code: "ADAPTER_UNWRITABLE" },
    { name: "a folder for a file", args: () => ["--out", folder], exit: 1, code: "ADAPTER_UNWRITABLE" },
    { name: "no such partition", args: () => ["--out", join(folder, "x.json"), "--partition", canary], exit: 3, code: "EVALUATION_EMPTY" },
    { name: "labels of no class", args: () => ["--out", join(folder, "x.json"), "--prompts", "white-blood-cells"], exit: 3, code: "EVALUATION_EMPTY" },
    { name: "an unknown method", args: () => ["--out", join(folder, "x.json"), "--method", canary], exit: 2, code: "USAGE" },
    { name: "no file to write", args: () => [], exit: 2, code: "USAGE" },
  ];
  test.each(wrong)("adapt with $name exits $exit: $code", async ({ args, exit, code }) => {
    expect(await refused(["adapt", "--data", data, ...args()], exit)).toBe(code);
    expect(existsSync(join(folder, "x.json"))).toBe(false);
  });
});
