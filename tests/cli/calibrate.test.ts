import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as contract from "../contracts/cli-schemas.ts";
import { root } from "../support/mini.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";

const sample = (file: string) => join(root, "samples", "images", file);
/** Pieces of real pictures, each its own case. */
const classes = [
  { label: "brain", file: "BrainT1Slice.png", pieces: 28 },
  { label: "retina", file: "retina.jpg", pieces: 28 },
];
const others = { label: "smear", file: "cell.png", pieces: 7 };
const names = "brain;retina";

let folder: string;
let home: string;
let cli: Cli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-calibrate-"));
  home = join(folder, "home");
  cli = cliAt(home);
  for (const { label, file, pieces } of [...classes, others]) {
    const at = join(folder, "pieces", label);
    await mkdir(at, { recursive: true });
    const picture = sharp(sample(file));
    const { width = 0, height = 0 } = await picture.metadata();
    for (let i = 0; i < pieces; i++) {
      const area = { left: 2 * (i % 8), top: 2 * (i >> 3), width: width - 20, height: height - 20 };
      await sharp(sample(file))
        .extract(area)
        .png()
        .toFile(join(at, `${i}.png`));
    }
  }
  const rows = [...classes, others].flatMap(({ label, pieces }) =>
    Array.from({ length: pieces }, (_, i) => ({ file: `${label}/${i}.png`, label })),
  );
  const lines = (of: typeof rows) => of.map((row) => JSON.stringify(row)).join("\n");
  await writeFile(join(folder, "pieces", "manifest.jsonl"), lines(rows));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const calibrate = (...args: readonly string[]) => cli("calibrate", "--data", join(folder, "pieces"), ...args, "--json");
const classify = (file: string) => cli("classify", file, "--labels", names, "--json");

test("names calibrated on a folder get probabilities and sets of names, until the calibration is taken away", async () => {
  const before = readDocument(await classify(sample("retina.jpg")), contract.Classify, 0);
  expect(before).toMatchObject({ calibrated: false, predictionSet: null });

  const found = readDocument(await calibrate("--labels", names), contract.Calibrate, 0);
  expect(found).toMatchObject({
    data: "pieces",
    n: { own: 56, none: 7, cases: 63 },
    noneFrom: "otherLabels",
    failed: [],
  });
  expect(found.crossValidated.brier.value).toBeLessThan(found.crossValidated.brierBefore.value);
  expect(found.predictionSet.meanCoverage).toBeGreaterThan(0.85);
  expect(await readFile(join(home, "calibrations", `${found.id}.json`), "utf8")).not.toContain(folder);

  const after = readDocument(await classify(join(folder, "pieces", "retina", "3.png")), contract.Classify, 0);
  expect(after.calibrated).toBe(found.offered);
  expect(after.predictionSet).toMatchObject({ level: 0.9 });
  const chances = after.classes.map(({ probability }) => probability ?? 0);
  expect(chances.reduce((sum, each) => sum + each, after.noneOfThese ?? 0)).toBeCloseTo(found.offered ? 1 : 0, 9);

  const { calibrations } = readDocument(await cli("calibrate", "list", "--json"), contract.Calibrations, 0);
  expect(calibrations.map(({ id }) => id)).toEqual([found.id]);
  readDocument(await cli("calibrate", "delete", found.id, "--json"), contract.Deleted, 0);
  expect(await readdir(join(home, "calibrations"))).toEqual([]);
});

test("without another label, some rows lose their own name, as many as --none-rate says", async () => {
  const args = ["--data", join(folder, "pieces", "brain"), join(folder, "pieces", "retina"), "--labels", names];
  const rate = (part: string) => cli("calibrate", ...args, "--none-rate", part, "--json");
  for (const { label, pieces } of classes) {
    const rows = Array.from({ length: pieces }, (_, i) => JSON.stringify({ file: `${i}.png`, label }));
    await writeFile(join(folder, "pieces", label, "manifest.jsonl"), rows.join("\n"));
  }
  const found = readDocument(await rate("0.2"), contract.Calibrate, 0);
  expect(found).toMatchObject({ n: { own: 56, none: 14, cases: 56 }, noneFrom: "namesLeftOut" });
});

test("a calibration that was changed on the disk stops, and says how to go on", async () => {
  const { id } = readDocument(await calibrate("--labels", names), contract.Calibrate, 0);
  const path = join(home, "calibrations", `${id}.json`);
  await writeFile(path, (await readFile(path, "utf8")).replace('"temperature"', '"warmth"'));
  const { error } = readDocument(await classify(sample("retina.jpg")), contract.ErrorDocument, 1);
  expect(error.code).toBe("CALIBRATION_DAMAGED");
  expect(error.remedy).toContain(`calibrate delete ${id}`);
  const { calibrations } = readDocument(await cli("calibrate", "list", "--json"), contract.Calibrations, 0);
  expect(calibrations).toEqual([{ id, damaged: true }]);
  readDocument(await cli("calibrate", "delete", id, "--json"), contract.Deleted, 0);
});

test.each([
  { name: "no data", args: ["--labels", names], code: 2, error: "USAGE" },
  { name: "no names", args: ["--data", "DATA"], code: 2, error: "LABELS_INVALID" },
  { name: "one name", args: ["--data", "DATA", "--labels", "brain"], code: 2, error: "LABELS_INVALID" },
  { name: "names of no row", args: ["--data", "DATA", "--labels", "a;b"], code: 3, error: "CALIBRATION_TOO_FEW" },
  { name: "a rate of one", args: ["--data", "DATA", "--labels", names, "--none-rate", "1"], code: 2, error: "USAGE" },
  { name: "deleting what is not there", args: ["delete", "mini-v0-none"], code: 3, error: "CALIBRATION_UNKNOWN" },
])("$name is refused", async ({ args, code, error }) => {
  const end = await cli(
    "calibrate",
    ...args.map((each) => (each === "DATA" ? join(folder, "pieces") : each)),
    "--json",
  );
  expect(readDocument(end, contract.ErrorDocument, code).error.code).toBe(error);
});
