import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { loadCard } from "../../src/encoders/card.ts";
import { errorCode, runCli, startCli } from "../support/cli-process.ts";
import { miniFolder, root } from "../support/mini.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { librariesOf, storedPairs } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ingestCommand = (source: string, home: string) =>
  ["ingest", source, "--library", "shared", "--home", home, "--json", "--quiet"] as const;

test("of two ingests at once one succeeds and the other is told that the library is locked", async () => {
  const folder = await temporaryFolder();
  const home = join(folder, "home");
  const source = await makePictureSource(join(folder, "source"), { pictures: 100 });
  const ends = await Promise.all([
    runCli(ingestCommand(source.folder, home)),
    runCli(ingestCommand(source.folder, home)),
  ]);
  const [done, refused] = ends.sort((a, b) => (a.code ?? -1) - (b.code ?? -1));
  expect(done.code).toBe(0);
  expect({ code: refused.code, error: errorCode(refused) }).toEqual({ code: 1, error: "LIBRARY_LOCKED" });
  const { rows, pairs } = await storedPairs(home, "shared");
  expect({ rows, distinct: pairs.size }).toEqual({ rows: 100, distinct: 100 });

  const again = await runCli(ingestCommand(source.folder, home));
  expect({ code: again.code, ...JSON.parse(again.stdout) }).toMatchObject({ code: 0, added: 0, duplicates: 100 });
});

test("a writer's lock holds against its own process, lets readers in, and ends with the writer", async () => {
  const home = await temporaryFolder();
  const libraries = librariesOf(home);
  const { encoderId, card } = await loadCard(miniFolder);
  const vectors = { id: encoderId, dimensions: card.dimensions };
  const source = await makePictureSource(join(home, "source"), { pictures: 2 });
  await runCli(["ingest", source.folder, "--library", "held", "--home", home, "--json", "--quiet"]);
  const writer = await libraries.openForWriting("held", vectors);
  await expect(libraries.openForWriting("held", vectors)).rejects.toMatchObject({
    code: "LIBRARY_LOCKED",
    kind: "failure",
  });
  await expect(libraries.delete("held")).rejects.toMatchObject({ code: "LIBRARY_LOCKED" });
  expect((await storedPairs(home, "held")).rows).toBe(2);
  await writer[Symbol.asyncDispose]();
  await using next = await libraries.openForWriting("held", vectors);
  expect(next.manifest.encoder).toBe(encoderId);
});

test("the lock of a killed holder does not stay", async () => {
  const folder = await temporaryFolder();
  const home = join(folder, "home");
  const source = await makePictureSource(join(folder, "source"), { pictures: 200 });
  const { encoderId, card } = await loadCard(miniFolder);
  const libraries = librariesOf(home);
  const { child, ended } = startCli(ingestCommand(source.folder, home));
  while (!(await libraries.exists("shared")) && child.exitCode === null) await wait(5);
  const vectors = { id: encoderId, dimensions: card.dimensions };
  await expect(libraries.openForWriting("shared", vectors)).rejects.toMatchObject({ code: "LIBRARY_LOCKED" });
  child.kill("SIGKILL");
  await ended;
  await using library = await libraries.openForWriting("shared", vectors);
  expect(await library.pairs.count()).toBeOneOf([0, 200]); // killed before its one commit, or behind it
});

test("a reader that was open before sees the rows of another process", async () => {
  const folder = await temporaryFolder();
  const home = join(folder, "home");
  const first = await makePictureSource(join(folder, "first"), { pictures: 2 });
  const second = await makePictureSource(join(folder, "second"), { pictures: 3, first: 50 });
  await runCli(ingestCommand(first.folder, home));
  await using reader = await librariesOf(home).open("shared");
  expect(await reader.pairs.count()).toBe(2);
  await runCli(ingestCommand(second.folder, home));
  expect(await reader.pairs.count()).toBe(5);
  const [id] = second.files.keys();
  expect(await reader.pairs.get([id])).toMatchObject([{ id, caption: second.captions.get(id) }]);
});

test("processes that want the demo library of a fresh home at once all get it whole", async () => {
  const home = join(await temporaryFolder(), "home");
  const command = ["similar", join(root, "samples/images/BrainT1Slice.png"), "--home", home, "--json", "--quiet"];
  for (const { code, stdout } of await Promise.all([runCli(command), runCli(command), runCli(command)])) {
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, library: "demo" });
    expect(JSON.parse(stdout).results).toHaveLength(10);
  }
  expect((await storedPairs(home, "demo")).rows).toBe(10);
});
