import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceFolder } from "../../../src/encoders/published/replace-folder.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("of many folders that are put in one place at once, each gets there and one stays, whole", async () => {
  const root = await temporaryFolder();
  const names = Array.from({ length: 30 }, (_, i) => `.new-${i}`);
  for (const name of names) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, "name"), name);
  }
  await Promise.all(names.map((name) => replaceFolder(join(root, name), join(root, "place"))));
  expect(await readdir(root)).toEqual(["place"]);
  expect(names).toContain(await readFile(join(root, "place", "name"), "utf8"));
});
