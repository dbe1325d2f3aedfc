import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adapterMethods } from "../../src/zeroshot/adapters/contract.ts";
import * as contract from "../contracts/cli-schemas.ts";
import { labelledSamples } from "../support/labelled-samples.ts";
import { type Cli, cliAt, readDocument } from "../support/run-cli.ts";

let folder: string;
let cli: Cli;
let probe: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caselens-probe-"));
  cli = cliAt(join(folder, "home"));
  probe = ["eval", "probe", "--data", await labelledSamples(join(folder, "labelled"))];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(adapterMethods)(
  "%s: fitted to train without the tested cases, tested beside the names alone",
  async (method) => {
    const end = await cli(...probe, "--partition", "test", "--method", method, "--json");
    const found = readDocument(end, contract.EvalProbe, 0);
    expect(found).toMatchObject({
      data: "labelled",
      n: 3,
      cases: 3,
      partition: "test",
      seenInTraining: 0,
      unlabelled: 0,
    });
    // p1 is tested, so its T1 slice is not fitted to; nor is the retina, whose very file is tested under another case's name.
    expect(found.fit).toMatchObject({
      method,
      partition: "train",
      n: 3,
      cases: 3,
      leftOut: 2,
      shots: null,
      seenInTraining: 0,
    });
    const recalls = found.confusion.map((row, i) => row[i] / row.reduce((sum, n) => sum + n, 0));
    expect(found.metrics.balancedAccuracy?.value).toBeCloseTo((recalls[0] + recalls[1]) / 2, 12);
    expect(found.classes.map(({ name, n }) => `${name} ${n}`)).toEqual(["MR slice 1", "eye 2"].sort());
    const { zeroShot, metrics } = found;
    expect(zeroShot).toMatchObject({ trainedClasses: false, promptSet: { id: "labels" } });
    for (const name of ["balancedAccuracy", "auroc"] as const)
      expect(zeroShot?.gain[name]?.value).toBeCloseTo(
        (metrics[name]?.value ?? 9) - (zeroShot?.metrics[name]?.value ?? 9),
        12,
      );
  },
);

test("--shots draws so many images of each class, and the same ones for the same seed", async () => {
  const args = [...probe, "--partition", "test", "--shots", "1", "--seed", "3", "--json"];
  const [first, again] = [await cli(...args), await cli(...args)].map((end) =>
    readDocument(end, contract.EvalProbe, 0),
  );
  expect(first.fit).toMatchObject({ n: 2, cases: 2, shots: 1, crossValidation: null });
  expect(first.fit.classes.map(({ n }) => n)).toEqual([1, 1]);
  expect({ ...again, seconds: 0 }).toEqual({ ...first, seconds: 0 });
});

test("where no class is left to tell another from, nothing is fitted", async () => {
  const end = await cli(...probe, "--partition", "train", "--fit", "test", "--json");
  const found = readDocument(end, contract.ErrorDocument, 3); // of the slices tested, p1 is a case of the fit
  expect(found.error.code).toBe("EVALUATION_EMPTY");
});

test("for people: what was fitted, and what the examples added to the names", async () => {
  const { code, stdout } = await cli(...probe, "--partition", "test", "--quiet");
  expect(code).toBe(0);
  expect(stdout).toMatch(/Adapter logistic, fitted to 3 images of 3 cases/);
  expect(stdout).toMatch(/balancedAccuracy, gain\s+-?\d*\.\d{3}/);
});

test("without a partition every row is tested and none is left to fit to", async () => {
  const found = readDocument(await cli(...probe, "--json"), contract.ErrorDocument, 3);
  expect(found.error.code).toBe("EVALUATION_EMPTY");
});
