import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AskRequest } from "../../src/app/contract.ts";
import { pictureSha256 } from "../../src/app/provenance-record.ts";
import { changesOf } from "../../src/app/replay-changes.ts";
import type { ProvenanceRecord } from "../../src/chat/contract.ts";
import { sha256Hex } from "../../src/core/sha256.ts";
import { decodeScan } from "../../src/imaging/decode.ts";
import { makeCases } from "../report/report-desk.ts";
import { openDesk, scriptedModel } from "../support/asking-desk.ts";
import { openMini, root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const path = join(root, "samples", "images", "BrainT1Slice.png");
let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const cases = [
  { from: path, patient: "A", caption: "The lateral ventricles are enlarged." },
  { from: path, patient: "B", caption: "The lateral ventricles are of normal size." },
];
async function newDesk() {
  const home = await temporaryFolder();
  await makeCases(home, mini, cases);
  const desk = (model?: Parameters<typeof openDesk>[0]["model"]) =>
    openDesk({ mini, home, library: "cases", ...(model && { model }) });
  return { home, desk };
}
const about = (more: Partial<AskRequest> = {}): AskRequest => ({
  scan: { kind: "file", path },
  question: "What does this show?",
  k: 8,
  ...more,
});
const promptFile = async (name: string) => sha256Hex(await readFile(join(root, "prompts", "chat", name)));

test("an answer keeps what it was made with, each text and picture by its hash", async () => {
  const { home, desk } = await newDesk();
  const { provenance } = await desk().ask(about());
  const { record } = provenance;
  expect(record).toMatchObject({
    caselens: "0.0.0-test",
    models: [
      { role: "search and names", id: mini.id },
      { role: "scores", id: mini.id },
    ],
    library: { name: "cases", version: expect.any(Number) },
    seed: null,
  });
  const prompts = new Map(record?.prompts.map(({ id, sha256 }) => [id, sha256]));
  expect(prompts.get("question-terms")).toBe(await promptFile("question-terms.json"));
  expect(prompts.get("assistant-routes")).toBe(await promptFile("routes.json"));
  expect([...prompts.keys()]).toContain("brain-mri-tumour");
  const { image } = await decodeScan(path);
  expect(record?.views[0]).toEqual({ of: "scan", use: "encoded", sha256: pictureSha256(image) });
  await using library = await librariesOf(home).open("cases");
  for (const { pairId } of provenance.retrieved) {
    const view = await library.pairs.view(pairId);
    expect(record?.views).toContainEqual({ of: "pair", pairId, use: "retrieved", sha256: sha256Hex(view ?? "") });
  }
  expect(provenance.retrieved).toHaveLength(2);
});

test("a language model's answer keeps its prompts and the pictures that were sent", async () => {
  const { desk } = await newDesk();
  const model = scriptedModel("The evidence does not answer this.", { vision: true });
  const { provenance } = await desk(model).ask(about({ llm: "scripted" }));
  const { record } = provenance;
  expect(record?.models).toContainEqual({ role: "language model", id: "fake/scripted-1" });
  const prompts = new Map(record?.prompts.map(({ id, sha256 }) => [id, sha256]));
  expect(prompts.get("answer-rules")).toBe(await promptFile("answer-rules.md"));
  expect(prompts.get("answer-question")).toBe(await promptFile("answer-question.md"));
  const pictures = model.calls
    .flatMap((messages) => messages.flatMap(({ parts }) => parts))
    .flatMap((part) => (part.kind === "picture" ? [sha256Hex(part.bytes)] : []));
  expect(pictures).toHaveLength(3);
  const sent = record?.views.filter(({ use }) => use === "sent").map(({ sha256 }) => sha256) ?? [];
  expect([...sent].sort()).toEqual([...pictures].sort());
});

test("a replay says what of the library is another: a pair that is gone, one with other words, and the version", async () => {
  const { home, desk } = await newDesk();
  const { id } = await desk().ask(about());
  expect(await desk().explain(id, { replay: true })).toMatchObject({ replay: { same: true, changes: [] } });
  const [first, second] = cases;
  await makeCases(home, mini, [{ ...first, caption: "The ventricles are slim after all." }]);
  const changed = await desk().explain(id, { replay: true });
  expect(changed.replay?.changes.map(({ code }) => code)).toEqual(["LIBRARY_CHANGED", "PAIR_TEXT_CHANGED"]);
  expect(changed.replay).toMatchObject({ same: false, missing: [], added: [] });
  await librariesOf(home).delete("cases");
  await makeCases(home, mini, [{ ...second, from: path }]);
  const gone = await desk().explain(id, { replay: true });
  expect(gone.replay?.same).toBe(false);
  expect(gone.replay?.changes.map(({ code }) => code)).toContain("PAIR_DELETED");
});

test("a pair that a nearer one displaced is said to be there still", async () => {
  const { home, desk } = await newDesk();
  const { id, provenance } = await desk().ask(about({ k: 1 }));
  const [{ pairId }] = provenance.retrieved;
  await using library = await librariesOf(home).openForWriting("cases", mini);
  const [stored] = await library.pairs.stored([pairId]);
  const { embedding } = (await mini.image.encode([(await decodeScan(path)).image]))[0];
  const pair = { ...stored.pair, id: "e".repeat(32), case: "nearer" };
  await library.pairs.put([{ ...stored, pair, imageVector: embedding.values, textVector: null }]);
  const { replay } = await desk().explain(id, { replay: true });
  expect(replay?.changes.map(({ code }) => code)).toEqual(["LIBRARY_CHANGED", "PAIR_NOT_READ"]);
  expect(replay?.missing).toEqual([`pair ${pairId}`]);
});

test("with another encoder nothing is gathered, and the replay names both", async () => {
  const { home, desk } = await newDesk();
  const { id } = await desk().ask(about());
  const file = join(home, "answers", `${id}.json`);
  await writeFile(file, (await readFile(file, "utf8")).replaceAll(mini.id, "other@00000000"));
  const { replay } = await desk().explain(id, { replay: true });
  expect(replay).toMatchObject({ same: false, missing: [], added: [], changes: [{ code: "ENCODER_CHANGED" }] });
  expect(replay?.changes[0].message).toContain(`other@00000000 then and is ${mini.id} now`);
});

test("an answer of a version before records were kept reads, and its replay says so", async () => {
  const { home, desk } = await newDesk();
  const { id, session } = await desk().ask(about());
  for (const file of [join(home, "answers", `${id}.json`), join(home, "sessions", `${session}.jsonl`)]) {
    const text = await readFile(file, "utf8");
    const without = (line: string) =>
      line === ""
        ? ""
        : JSON.stringify(JSON.parse(line), (key, value) =>
            ["record", "route", "suggestions"].includes(key) ? undefined : value,
          );
    await writeFile(file, file.endsWith(".json") ? without(text) : text.split("\n").map(without).join("\n"));
  }
  const explained = await desk().explain(id, { replay: true });
  expect(explained.provenance).not.toHaveProperty("record");
  expect(explained.replay).toMatchObject({ same: true, changes: [{ code: "NO_RECORD" }] });
  expect((await desk().sessions.get(session)).turns).toHaveLength(1);
});

test("records differ by program, model, prompt and picture, each named", () => {
  const sha256 = "a".repeat(64);
  const then: ProvenanceRecord = {
    caselens: "1.0.0",
    models: [{ role: "scores", id: "mini@1" }],
    prompts: ["rules", "terms", "old"].map((id) => ({ id, version: 1, sha256 })),
    library: { name: "cases", createdAt: "2026-01-01T00:00:00.000Z", version: 3 },
    views: [
      { of: "scan", use: "encoded", sha256 },
      { of: "pair", pairId: "p", use: "retrieved", sha256 },
    ],
    seed: null,
  };
  expect(changesOf(then, then)).toEqual([]);
  const other = "b".repeat(64);
  const now: ProvenanceRecord = {
    ...then,
    caselens: "1.1.0",
    models: [{ role: "scores", id: "mini@2" }],
    prompts: [
      { id: "rules", version: 2, sha256: other },
      { id: "terms", version: 1, sha256: other },
    ],
    library: { ...then.library, version: 5 },
    views: then.views.map((view) => ({ ...view, sha256: other })),
  };
  expect(changesOf(then, now).map(({ code }) => code)).toEqual([
    "PROGRAM_CHANGED",
    "MODEL_CHANGED",
    "PROMPT_CHANGED",
    "PROMPT_CHANGED",
    "PROMPT_GONE",
    "LIBRARY_CHANGED",
    "SCAN_VIEW_CHANGED",
    "PAIR_VIEW_CHANGED",
  ]);
  const anew = { ...then, library: { ...then.library, createdAt: "2026-01-02T00:00:00.000Z" } };
  expect(changesOf(then, anew).map(({ message }) => message)).toEqual([
    "The library cases was deleted and made anew since.",
  ]);
  const [, , versions, words] = changesOf(then, now).map(({ message }) => message);
  expect(versions).toBe("rules was version 1 then and is version 2 now.");
  expect(words).toBe("terms has other words than then under the same version, 1.");
});
