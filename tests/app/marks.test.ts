import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AskRequest } from "../../src/app/contract.ts";
import { type Mark, withMark } from "../../src/app/marks.ts";
import type { Evidence } from "../../src/chat/contract.ts";
import { sha256File } from "../../src/core/sha256.ts";
import { makeCases } from "../report/report-desk.ts";
import { openDesk, promptText, scriptedModel } from "../support/asking-desk.ts";
import { openMini, root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const samples = join(root, "samples", "images");
const path = join(samples, "BrainT1Slice.png");
const scan = { kind: "file" as const, path };
const sagittal = { kind: "file" as const, path: join(samples, "BrainMidSagittalSlice.png") };

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

/** A library of four patients near to the scan and one far from it, asked through a desk. */
async function newDesk() {
  const home = await temporaryFolder();
  await makeCases(home, mini, [
    { from: path, patient: "A", caption: "The lateral ventricles are slightly enlarged." },
    { from: path, patient: "A", caption: "The lateral ventricles are enlarged on the second slice." },
    { from: path, patient: "B", caption: "The lateral ventricles are of normal size." },
    { from: path, patient: "C", caption: "Slim lateral ventricles." },
    {
      from: join(samples, "retina.jpg"),
      patient: "far",
      caption: "The lateral ventricles are not part of this photograph.",
    },
  ]);
  await using library = await librariesOf(home).open("cases");
  const { pairs } = await library.pairs.page({ offset: 0, limit: 10 });
  const idOf = (patient: string) => pairs.find((pair) => pair.case === patient)?.id ?? "";
  const desk = (model?: Parameters<typeof openDesk>[0]["model"]) =>
    openDesk({ mini, home, library: "cases", ...(model && { model }) });
  return { home, idOf, desk };
}

const question = "What do the lateral ventricles look like?";
const about = (more: Partial<AskRequest> = {}): AskRequest => ({ scan, question, k: 3, ...more });
const casesOf = (evidence: readonly Evidence[]) =>
  evidence.flatMap((each) => (each.kind === "pair" ? [each.case] : []));

test("a banned pair's whole case is never read again in the session, after a restart too, and elsewhere it is", async () => {
  const { desk, idOf } = await newDesk();
  const before = await desk().ask(about());
  expect(casesOf(before.evidence)).toContain("A");
  const { session } = before;
  const banned = await desk().ask(about({ session, ban: [idOf("A")] }));
  const again = await desk().ask(about({ session }));
  for (const answer of [banned, again]) {
    expect(casesOf(answer.evidence)).not.toContain("A");
    expect(answer.answer).not.toContain("case A");
    expect(answer.provenance.banned).toEqual([{ pairId: idOf("A"), case: "A" }]);
    expect(answer.flags.map(({ code }) => code)).toContain("BANNED_LEFT_OUT");
  }
  const why = await desk().ask(about({ session, question: "Why?" }));
  expect(casesOf(why.evidence)).not.toContain("A");
  expect(casesOf((await desk().ask(about())).evidence)).toContain("A");
  const released = await desk().ask(about({ session, release: [idOf("A")] }));
  expect(casesOf(released.evidence)).toContain("A");
  expect(released.provenance).not.toHaveProperty("banned");
});

test("why? does not say again what a case said that was banned since", async () => {
  const { desk, idOf } = await newDesk();
  const first = await desk().ask(about());
  const cited = first.citations.map(({ pairId }) => pairId ?? "");
  expect(cited).toContain(idOf("B"));
  const why = await desk().ask(about({ session: first.session, question: "Why?", ban: ["A", "B", "C"].map(idOf) }));
  expect(why).toMatchObject({ abstained: true, citations: [], evidence: [] });
});

test("a pinned pair is evidence whatever its rank, and is quoted first where it has words to the question", async () => {
  const { desk, idOf } = await newDesk();
  const plain = await desk().ask(about());
  expect(casesOf(plain.evidence)).not.toContain("far");
  const pinned = await desk().ask(about({ session: plain.session, pin: [idOf("far")] }));
  const next = await desk().ask(about({ session: plain.session }));
  for (const { evidence, citations, provenance } of [pinned, next]) {
    expect(evidence.find((each) => each.kind === "pair")).toMatchObject({ case: "far", pinned: true });
    expect(citations[0]).toMatchObject({
      pairId: idOf("far"),
      quote: "The lateral ventricles are not part of this photograph.",
    });
    expect(provenance.pinned).toEqual([{ pairId: idOf("far"), case: "far" }]);
  }
  const kind = await desk().ask(about({ session: plain.session, question: "What kind of image is this?" }));
  expect(kind.shortAnswer).toBe("MRI");
  expect(casesOf(kind.evidence)).toEqual(["far"]); // read, and without a word to it not quoted
  expect(kind.citations.every(({ pairId }) => pairId === undefined)).toBe(true);
});

test("a language model is given what is pinned and nothing that is banned", async () => {
  const { desk, idOf } = await newDesk();
  const model = scriptedModel("The evidence does not answer this.");
  const { evidence } = await desk(model).ask(about({ llm: "scripted", pin: [idOf("far")], ban: [idOf("A")] }));
  expect(casesOf(evidence)[0]).toBe("far");
  const [prompt = ""] = model.calls.map(promptText);
  expect(prompt).toContain("not part of this photograph");
  expect(prompt).not.toContain("slightly enlarged");
  expect(prompt).not.toContain("second slice");
});

test("what is refused is refused before anything is asked, and leaves no mark", async () => {
  const { desk, idOf, home } = await newDesk();
  const { session } = await desk().ask(about());
  const library = librariesOf(home);
  await using open = await library.openForWriting("cases", mini);
  const [own] = await open.pairs.stored([idOf("B")]);
  const sha256 = await sha256File(path);
  const unit = new Float32Array(mini.dimensions).fill(1 / Math.sqrt(mini.dimensions));
  const ownPair = { ...own.pair, id: sha256.slice(0, 32), sha256, case: "own" };
  await open.pairs.put([
    { ...own, pair: ownPair, imageVector: unit, textVector: unit },
    { ...own, pair: { ...ownPair, id: "f".repeat(32) }, imageVector: unit, textVector: unit },
  ]);
  for (const [marks, code] of [
    [{ pin: [sha256.slice(0, 32)] }, "PIN_OWN_CASE"],
    [{ pin: ["f".repeat(32)] }, "PIN_OWN_CASE"],
    [{ pin: ["0".repeat(32)] }, "PAIR_UNKNOWN"],
    [{ ban: ["no'pair"] }, "PAIR_UNKNOWN"],
    [{ pin: [idOf("A")], ban: [idOf("A")] }, "MARKS_CONFLICT"],
  ] as const)
    await expect(desk().ask(about({ session, ...marks }))).rejects.toMatchObject({ code });
  expect(await desk().sessions.get(session)).toMatchObject({ marks: [], turns: [{ question }] });
});

test("marks stay in their session: another scan's session neither has them nor takes them", async () => {
  const { desk, idOf } = await newDesk();
  const { session } = await desk().ask(about({ ban: [idOf("A")] }));
  const other = await desk().ask(about({ scan: sagittal }));
  expect(other.provenance).not.toHaveProperty("banned");
  await expect(desk().ask(about({ scan: sagittal, session, ban: [idOf("B")] }))).rejects.toMatchObject({
    code: "SESSION_OTHER_SCAN",
  });
  expect((await desk().sessions.get(session)).marks.map((each) => each.case)).toEqual(["A"]);
});

test("a torn line loses nothing, and a pinned pair that is gone is said to be", async () => {
  const { desk, idOf, home } = await newDesk();
  const { session } = await desk().ask(about({ pin: [idOf("far")] }));
  const file = join(home, "sessions", `${session}.jsonl`);
  await appendFile(file, '{"kind":"mark","mark":"ban","libr');
  const next = await desk().ask(about({ session, ban: [idOf("A")] }));
  expect((await desk().sessions.get(session)).marks).toMatchObject([
    { mark: "pin", case: "far" },
    { mark: "ban", case: "A" },
  ]);
  expect((await readFile(file, "utf8")).split("\n").filter((line) => line.includes('"mark"'))).toHaveLength(3);
  expect(await desk().explain(next.id, { replay: true })).toMatchObject({ replay: { same: true } });
  await desk().ask(about({ session, release: [idOf("far"), idOf("A")] })); // what was asked before keeps its own marks
  expect(await desk().explain(next.id, { replay: true })).toMatchObject({ replay: { same: true } });
  const marked = await desk().ask(about({ session, pin: [idOf("far")] }));
  await librariesOf(home).delete("cases");
  await makeCases(home, mini, [{ from: path, patient: "B", caption: "The lateral ventricles are normal." }]);
  const gone = await desk().ask(about({ session: marked.session }));
  expect(gone.flags.map(({ code }) => code)).toContain("PIN_GONE");
  const released = await desk().ask(about({ session, release: [idOf("far")] }));
  expect(released.flags.map(({ code }) => code)).not.toContain("PIN_GONE");
});

test("of two marks on one case the last counts, in each library by itself", () => {
  const of = (mark: "pin" | "ban" | "release", pairId: string, name: string, library = "one") =>
    ({ mark, pairId, case: name, library }) as const;
  const after = (...changes: readonly ReturnType<typeof of>[]) =>
    changes.reduce<readonly Mark[]>(withMark, []).map(({ mark, pairId, library }) => `${mark} ${pairId} ${library}`);
  expect(after(of("pin", "a1", "A"), of("ban", "a2", "A"))).toEqual(["ban a2 one"]);
  expect(after(of("ban", "a2", "A"), of("pin", "a1", "A"))).toEqual(["pin a1 one"]);
  expect(after(of("pin", "a1", "A"), of("pin", "a2", "A"), of("pin", "a1", "A"))).toEqual(["pin a2 one", "pin a1 one"]);
  expect(after(of("ban", "a2", "A"), of("release", "a1", "A"))).toEqual([]);
  expect(after(of("pin", "a1", "A"), of("pin", "a2", "A"), of("release", "a1", "A"))).toEqual(["pin a2 one"]);
  expect(after(of("ban", "a1", "A"), of("ban", "b1", "B"), of("release", "a1", "A", "two"))).toEqual([
    "ban a1 one",
    "ban b1 one",
  ]);
});
