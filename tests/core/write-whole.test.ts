import { lstat, mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeWhole } from "../../src/core/write-whole.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test.skipIf(process.platform === "win32")("a file is replaced, and its owner alone can read it", async () => {
  const path = join(await temporaryFolder(), "a.json");
  await writeWhole(path, "one");
  await writeWhole(path, "two");
  expect(await readFile(path, "utf8")).toBe("two");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a write that fails leaves nothing behind", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "taken");
  await mkdir(join(path, "full"), { recursive: true }); // a file cannot be renamed onto it
  await expect(writeWhole(path, "new")).rejects.toThrow();
  expect(await readdir(folder)).toEqual(["taken"]);
});

test.skipIf(process.platform === "win32")("a device is never replaced", async () => {
  const path = join(await temporaryFolder(), "null");
  await symlink("/dev/null", path);
  await expect(writeWhole(path, "new")).rejects.toThrow();
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
});

test("of many writers at once each writes whole, and the last one stands", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "a.json");
  const texts = Array.from({ length: 40 }, (_, i) => `${i}`.repeat(5_000));
  await Promise.all(texts.map((text) => writeWhole(path, text)));
  expect(texts).toContain(await readFile(path, "utf8"));
  expect(await readdir(folder)).toEqual(["a.json"]);
});
