import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as contract from "../contracts/cli-schemas.ts";
import { root } from "../support/mini.ts";
import { npyBytes } from "../support/npy-bytes.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";
import { zipBytes } from "../support/zip-bytes.ts";

const sample = (file: string) => join(root, "samples", "images", file);
const piece = (file: string, i: number) =>
  sharp(sample(file)).extract({ left: 3 * (i % 9), top: 3 * Math.floor(i / 9), width: 150, height: 150 });

let folder: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-protocol-test-"));
  cli = cliAt(join(folder, "home"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const measure = (id: string, data: string) => cli("eval", "--protocol", id, "--data", data, "--json");

test("class folders as CRC-VAL-HE-7K has them: ours beside what was published, and every difference", async () => {
  const data = join(folder, "crc");
  for (const [i, tissue] of ["ADI", "BACK", "DEB", "LYM", "MUC", "MUS", "NORM", "STR", "TUM"].entries()) {
    const at = join(data, "CRC-VAL-HE-7K", tissue);
    await mkdir(at, { recursive: true });
    await piece("ihc.png", i)
      .tiff()
      .toFile(join(at, `${tissue}-TCGA-AAICEQFN.tif`));
  }
  const found = readDocument(await measure("crc100k-zeroshot", data), contract.EvalProtocol, 0);
  expect(found).toMatchObject({
    protocol: "crc100k-zeroshot",
    task: "zeroshot",
    data: "CRC-VAL-HE-7K",
    n: 9,
    published: [{ system: "CONCH", metric: "balancedAccuracy", value: 0.791 }],
  });
  const { value = Number.NaN, low = Number.NaN, high = Number.NaN } = found.metrics.balancedAccuracy ?? {};
  expect(0 <= low && low <= value && value <= high && high <= 1).toBe(true);
  const said = found.deviations.join("\n");
  expect(said).toContain("published with conch");
  expect(said).toContain("9 images were measured; the published split has 7180.");
  await rm(join(data, "CRC-VAL-HE-7K", "TUM"), { recursive: true });
  const lost = readDocument(await measure("crc100k-zeroshot", data), contract.ErrorDocument, 3);
  expect(lost.error).toMatchObject({ code: "PROTOCOL_DATA_MISSING", message: expect.stringContaining("TUM") });
});

test("VQA-RAD as it is published: the test questions alone, by the strict rule", async () => {
  const data = join(folder, "rad");
  await mkdir(join(data, "VQA_RAD Image Folder"), { recursive: true });
  for (const name of ["synpic1.jpg", "synpic2.jpg"])
    await piece(name === "synpic1.jpg" ? "retina.jpg" : "BrainT1Slice.png", 0)
      .jpeg()
      .toFile(join(data, "VQA_RAD Image Folder", name));
  const question = (image_name: string, text: string, answer: string, answer_type: string, phrase_type: string) => ({
    qid: 1,
    image_name,
    question: text,
    answer,
    answer_type,
    phrase_type,
  });
  const list = [
    question("synpic2.jpg", "Is this an MRI?", "Yes", "CLOSED", "test_freeform"),
    question("synpic2.jpg", "What modality is this?", "MRI", "OPEN", "test_para"),
    question("synpic1.jpg", "Is this a CT?", "No", "CLOSED ", "freeform"),
  ];
  await writeFile(join(data, "VQA_RAD Dataset Public.json"), JSON.stringify(list));
  const found = readDocument(await measure("vqa-rad", data), contract.EvalProtocol, 0);
  expect(found).toMatchObject({ protocol: "vqa-rad", task: "vqa", data: "VQA-RAD", n: 2, failed: [] });
  expect(found.published.map(({ metric, value }) => [metric, value])).toEqual([
    ["closedAccuracy", 0.751],
    ["openExact", 0.439],
  ]);
  expect(found.deviations.join("\n")).toContain("2 questions were measured; the published split has 451.");
  await rm(join(data, "VQA_RAD Image Folder", "synpic2.jpg"));
  const lost = readDocument(await measure("vqa-rad", data), contract.ErrorDocument, 3);
  expect(lost.error.code).toBe("PROTOCOL_DATA_MISSING");
});

test("a MedMNIST file: fitted on its train split, measured on its test split", async () => {
  const data = join(folder, "medmnist");
  await mkdir(data);
  const pictures = async (count: number, from: number) => {
    const bytes: number[] = [];
    for (let i = 0; i < count; i++) {
      const file = i % 2 ? "retina.jpg" : "BrainT1Slice.png";
      const { data: grey } = await piece(file, from + i)
        .resize(28, 28)
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      bytes.push(...grey.subarray(0, 784));
    }
    return npyBytes("|u1", [count, 28, 28], bytes);
  };
  const labels = (count: number) =>
    npyBytes(
      "|u1",
      [count, 1],
      Array.from({ length: count }, (_, i) => i % 2),
    );
  const entries = [
    { name: "train_images.npy", data: await pictures(16, 0) },
    { name: "train_labels.npy", data: labels(16) },
    { name: "val_images.npy", data: await pictures(2, 16) },
    { name: "val_labels.npy", data: labels(2) },
    { name: "test_images.npy", data: await pictures(8, 20) },
    { name: "test_labels.npy", data: labels(8) },
  ];
  await writeFile(join(data, "pneumoniamnist.npz"), zipBytes(entries));
  const found = readDocument(await measure("pneumoniamnist", data), contract.EvalProtocol, 0);
  expect(found).toMatchObject({ protocol: "pneumoniamnist", task: "probe", n: 8, partition: "test", failed: [] });
  expect(found.metrics.auroc?.value).toBe(1); // a brain from a retina
  await writeFile(join(data, "pneumoniamnist.npz"), "no archive");
  const damaged = readDocument(await measure("pneumoniamnist", data), contract.ErrorDocument, 3);
  expect(damaged.error.code).toBe("PROTOCOL_DATA_DAMAGED");
});

test("what was unpacked is taken away", async () => {
  expect((await readdir(tmpdir())).filter((name) => /^caselens-protocol-(?!test)/.test(name))).toEqual([]);
});

test.each([
  {
    name: "data that are not there",
    args: ["--protocol", "vqa-rad", "--data", "nowhere"],
    code: 3,
    error: "PROTOCOL_DATA_MISSING",
  },
  { name: "an unknown protocol", args: ["--protocol", "none", "--data", "."], code: 2, error: "PROTOCOL_UNKNOWN" },
  { name: "no data", args: ["--protocol", "vqa-rad"], code: 2, error: "USAGE" },
  { name: "nothing to measure", args: [], code: 2, error: "USAGE" },
])("$name is refused", async ({ args, code, error }) => {
  const found = readDocument(await cli("eval", ...args, "--json"), contract.ErrorDocument, code);
  expect(found.error.code).toBe(error);
});

test("every protocol says where its data are, and what was published where", async () => {
  const { protocols } = readDocument(await cli("eval", "protocols", "--json"), contract.Protocols, 0);
  expect(protocols.map(({ id }) => id)).toEqual(["crc100k-zeroshot", "pneumoniamnist", "vqa-rad"]);
  for (const { data, published } of protocols) {
    expect(data.from).toContain("https://");
    expect(published.every(({ source }) => /doi|arXiv/.test(source))).toBe(true);
  }
});
