import { spawnSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeLeftovers, stagingName } from "../../src/core/staging.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("what killed processes left goes, what running ones write stays, and nothing else is touched", async () => {
  const folder = await temporaryFolder();
  const { pid } = spawnSync(process.execPath, ["--version"]); // has ended
  const left = [`.new-${pid}-5-a`, `.new-${process.pid}-5-of-an-earlier-run`, ".new-by-an-older-version"];
  const kept = [stagingName(), `.new-${process.ppid}-5-a`, "report.json", ".hidden"];
  for (const name of [...left, ...kept]) await writeFile(join(folder, name), "");
  await removeLeftovers(folder);
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
});

test("a folder that is not there holds nothing left over", async () => {
  await removeLeftovers(join(await temporaryFolder(), "missing"));
});
