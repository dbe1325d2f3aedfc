import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import * as contract from "../contracts/cli-schemas.ts";
import { errorCode } from "../support/cli-process.ts";
import { root } from "../support/mini.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";

/** Stands in names, words and paths here, and in no error. */
const canary = "Kanarienvogel";
const sample = (file: string) => join(root, "samples", "images", file);
const brain = sample("BrainT1Slice.png");
const set = ["--prompts", "brain-mri-tumour"];

let folder: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-locate-"));
  cli = cliAt(join(folder, "home"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function locate(args: readonly string[], code = 0): Promise<z.output<typeof contract.Locate>> {
  return readDocument(await cli("locate", ...args, "--json"), contract.Locate, code);
}

describe("locate", () => {
  test("a class of a shipped set, with the picture", async () => {
    const out = join(folder, "map.png");
    const found = await locate([brain, ...set, "--class", "glioma", "--out", out]);
    expect(found).toMatchObject({ name: "similarity by patch", of: "glioma", unit: "cosine", abstained: false });
    expect(found.grid.values).toHaveLength(found.grid.rows * found.grid.columns);
    expect(found.provenance.promptSet?.id).toBe("brain-mri-tumour");
    const { width, height } = await sharp(out).metadata();
    expect(width).toBe(found.picture.widthPx);
    expect(height).toBeGreaterThan(found.picture.heightPx);
  });

  test("words in a region, as cells for QuPath", async () => {
    const out = join(folder, "map.geojson");
    const found = await locate([brain, "--text", "ventricle", "--region", "40,50,98,91", "--out", out]);
    expect(found).toMatchObject({ within: { xPx: 40, yPx: 50 }, provenance: { promptSet: null } });
    const { type, features, caselens } = JSON.parse(await readFile(out, "utf8"));
    expect({ type, cells: features.length }).toEqual({ type: "FeatureCollection", cells: found.grid.values.length });
    expect(caselens.coordinates).toContain("pixels");
  });

  test("own names against each other, for people", async () => {
    const args = ["--labels", "glioma; meningioma", "--class", "glioma", "--contrast"];
    const { code, stdout } = await cli("locate", brain, ...args);
    expect(code).toBe(0);
    expect(stdout).toContain("glioma: similarity by patch");
    expect(stdout).toContain("cosine difference");
  });

  test("names of another kind of image exit 4 with their document, and write no picture", async () => {
    const out = join(folder, "none.png");
    const names = "lung adenocarcinoma;colon adenocarcinoma";
    const found = await locate([brain, "--labels", names, "--class", "lung adenocarcinoma", "--out", out], 4);
    expect(found).toMatchObject({ abstained: true, reasonCode: "NAMES_OF_ANOTHER_KIND" });
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    { name: "nothing to look for", args: [], code: "SUBJECT_INVALID", exit: 2 },
    { name: "names without a class", args: ["--labels", `${canary};b`], code: "SUBJECT_INVALID", exit: 2 },
    { name: "a class without names", args: ["--class", canary], code: "LABELS_INVALID", exit: 2 },
    {
      name: "words and a class",
      args: ["--text", canary, "--labels", "a;b", "--class", "a"],
      code: "SUBJECT_INVALID",
      exit: 2,
    },
    {
      name: "a class that is none of the names",
      args: ["--labels", "a;b", "--class", canary],
      code: "CLASS_UNKNOWN",
      exit: 2,
    },
    { name: "a contrast of words", args: ["--text", canary, "--contrast"], code: "CONTRAST_IMPOSSIBLE", exit: 2 },
    {
      name: "a file of no known format",
      args: ["--text", canary, "--out", `${canary}.gif`],
      code: "HEAT_MAP_FORMAT_UNKNOWN",
      exit: 2,
    },
    { name: "an opacity over 1", args: ["--text", canary, "--opacity", "1.5"], code: "USAGE", exit: 2 },
    {
      name: "a folder that is not there",
      args: ["--text", "brain", "--out", `/nowhere/${canary}/map.png`],
      code: "HEAT_MAP_UNWRITABLE",
      exit: 1,
    },
    { name: "a region outside", args: ["--text", canary, "--region", "0,0,9000,10"], code: "REGION_OUTSIDE", exit: 3 },
  ])("$name: $code", async ({ args, code, exit }) => {
    const end = await cli("locate", brain, ...args, "--json");
    expect(end.code).toBe(exit);
    expect(contract.ErrorDocument.parse(JSON.parse(end.stdout)).error.code).toBe(code);
    expect(`${end.stderr}${end.stdout}`).not.toContain(canary);
  });
});

test("eval localisation, on labelled images of a kind that a shipped set is for", async () => {
  const data = join(folder, "data");
  const rows = [
    { file: "BrainT1Slice.png", label: "glioma_tumor", patient: "p1" },
    { file: "BrainProtonDensitySlice256x256.png", label: "no_tumor", patient: "p2" },
    { file: "BrainMidSagittalSlice.png", label: "no_tumor", patient: "p2" },
  ];
  for (const { file } of rows) await cp(sample(file), join(data, file));
  await writeFile(join(data, "manifest.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  const args = ["eval", "localisation", "--data", data, "--images", "5", "--json"];
  const found = readDocument(await cli(...args), contract.EvalLocalisation, 0);
  expect(found).toMatchObject({ n: 2, cases: 2, promptSets: ["brain-mri-tumour"] }); // one a case
  expect(found.kinds.map(({ kind, n }) => ({ kind, n }))).toEqual([{ kind: "mri", n: 2 }]);
  expect(Object.keys(found.metrics)).toHaveLength(8);
  const unlike = await cli("eval", "localisation", "--data", join(root, "samples"), "--json");
  expect(errorCode(unlike)).toBe("EVALUATION_EMPTY");
});
