import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSavePair, type SavePairRequest } from "../../src/app/save-pair.ts";
import { readEncodedScan } from "../../src/app/scan-reader.ts";
import { sha256File } from "../../src/core/sha256.ts";
import { findSimilarCases } from "../../src/retrieval/find-similar.ts";
import { makeCases } from "../report/report-desk.ts";
import { openDesk } from "../support/asking-desk.ts";
import { openMini, root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const path = join(root, "samples", "images", "BrainT1Slice.png");
const sagittal = join(root, "samples", "images", "BrainMidSagittalSlice.png");
let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

async function newHome() {
  const home = await temporaryFolder();
  const libraries = librariesOf(home);
  const encoding = { encoder: mini, rules: mini.rules };
  const saveAt = createSavePair({
    libraries,
    encoding: async () => encoding,
    pathOf: async (scan) => (scan.kind === "file" ? scan.path : Promise.reject(new Error("none is stored"))),
    usual: "default",
  });
  const save = (text: string, more: Partial<Omit<SavePairRequest, "scan">> & { readonly of?: string } = {}) => {
    const { of = path, ...rest } = more;
    return saveAt({ scan: { kind: "file", path: of }, text, ...rest });
  };
  return { home, libraries, save, encoding };
}

test("a scan is saved with the user's words, is found by similar, and holds no more of the file than a view", async () => {
  const { libraries, save, encoding } = await newHome();
  const said = "This is a CT of the\u202e head.\u0000\nNo bleeding.";
  const sha256 = await sha256File(path);
  const saved = await save(said, { label: " normal\n brain " });
  expect(saved).toMatchObject({ library: "default", outcome: "added", total: 1 });
  expect(saved.pair).toMatchObject({
    id: sha256.slice(0, 32),
    sha256,
    case: sha256, // of a scan without a patient's name
    source: "user",
    text: "This is a CT of the head.\nNo bleeding.",
    label: "normal brain",
    kind: "mri",
  });
  await using library = await libraries.open("default");
  const scan = await readEncodedScan(sagittal, undefined, encoding);
  const found = await findSimilarCases(library, { scan, k: 3 }, mini.rules);
  expect(found.results).toMatchObject([{ id: saved.pair.id, caption: saved.pair.text, source: "user" }]);
  expect(
    Buffer.from((await library.pairs.view(saved.pair.id)) ?? [])
      .subarray(0, 3)
      .toString("hex"),
  ).toBe("ffd8ff");
});

test("saved again it is a duplicate, with other words its words are replaced, and what the library knew of it stays", async () => {
  const { home, save } = await newHome();
  expect((await save("A slice.", { library: "mine" })).outcome).toBe("added");
  expect((await save(" A slice. ", { library: "mine" })).outcome).toBe("duplicate");
  expect(await save("Another slice.", { library: "mine" })).toMatchObject({ outcome: "updated", total: 1 });
  await makeCases(home, mini, [
    { from: path, patient: "P-1", caption: "By the reporter.", anatomy: "Brain", licence: "CC0" },
  ]);
  const of = join(home, "source", "case-0.png");
  const saved = await save("By the user.", { library: "cases", of });
  expect(saved).toMatchObject({ outcome: "updated", total: 1 });
  expect(saved.pair).toMatchObject({
    case: "P-1",
    anatomy: "Brain",
    licence: "CC0",
    caption: "By the user.",
    source: "user",
  });
});

test("an answer about the same scan does not read the pair that was saved of it, one about another scan does", async () => {
  const { home, save } = await newHome();
  await makeCases(home, mini, [{ from: path, patient: "A", caption: "The ventricles are wide." }]);
  const { pair } = await save("The ventricles are slim, I say.", { library: "cases" });
  const { ask } = openDesk({ mini, home, library: "cases" });
  const about = (file: string) =>
    ask({ scan: { kind: "file", path: file }, question: "What do similar cases say?", k: 8 });
  const own = await about(path);
  expect(own.provenance.retrieved.map(({ pairId }) => pairId)).not.toContain(pair.id);
  expect(own.flags.map(({ code }) => code)).toContain("OWN_CASE_LEFT_OUT");
  expect((await about(sagittal)).provenance.retrieved.map(({ pairId }) => pairId)).toContain(pair.id);
});

test("what is refused makes no library", async () => {
  const { home, libraries, save } = await newHome();
  for (const [saving, code] of [
    [save("words", { library: "demo" }), "LIBRARY_BUILT_IN"],
    [save(" \u200b\n"), "PAIR_TEXT_INVALID"],
    [save("x".repeat(10_001)), "PAIR_TEXT_INVALID"],
    [save("words", { label: "x".repeat(301) }), "PAIR_TEXT_INVALID"],
    [save("words", { of: join(root, "samples", "manifest.jsonl") }), "SCAN_UNSUPPORTED"],
    [save("words", { library: "../out" }), "LIBRARY_NAME_INVALID"],
  ] as const)
    await expect(saving).rejects.toMatchObject({ code });
  expect(await libraries.names()).toEqual([]);
  expect(await readdir(home)).not.toContain("out");
  await save("words", { library: "held" });
  await using _writer = await libraries.openForWriting("held", mini);
  await expect(save("other words", { library: "held" })).rejects.toMatchObject({ code: "LIBRARY_LOCKED" });
});
