import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AskRequest } from "../../src/app/contract.ts";
import { makeCases } from "../report/report-desk.ts";
import { type Desk, openDesk, scriptedModel } from "../support/asking-desk.ts";
import { openMini, root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";

const path = join(root, "samples", "images", "BrainT1Slice.png");
let mini: Awaited<ReturnType<typeof openMini>>;
let home: string;
beforeAll(async () => {
  mini = await openMini();
  home = await mkdtemp(join(tmpdir(), "caselens-test-"));
  await makeCases(home, mini, [
    { from: path, patient: "A-12", caption: "The lateral ventricles are slightly enlarged. No mass." },
    { from: path, patient: "B", caption: "A meningioma lies along the falx." },
    { from: path, patient: "C", label: "glioma" },
  ]);
});
afterAll(async () => {
  await mini[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

const desk = (model?: Parameters<typeof openDesk>[0]["model"]): Desk =>
  openDesk({ mini, home, library: "cases", ...(model && { model }) });
const ask = (question: string, more: Partial<AskRequest> = {}) =>
  desk().ask({ scan: { kind: "file", path }, question, k: 8, ...more });

test("similar cases are listed by name and likeness, each cited, and their list is offered", async () => {
  const found = await ask("Find similar cases");
  expect(found).toMatchObject({ route: "similar", abstained: false, suggestions: [{ kind: "cases", text: null }] });
  expect(found.citations.map(({ quote }) => quote)).toEqual(
    expect.arrayContaining(["The lateral ventricles are slightly enlarged.", "A meningioma lies along the falx."]),
  );
  expect(found.answer).toMatch(/Case A-12 has an image of likeness (?:0\.\d\d|1\.00), and the reporter wrote: "/);
  expect(found.answer).toMatch(/Case C has an image of likeness (?:0\.\d\d|1\.00), and it is labelled: "glioma"/);
  const about = await ask("Find similar cases with a meningioma");
  expect(about.citations.map(({ quote }) => quote)).toEqual(
    expect.arrayContaining(["A meningioma lies along the falx."]),
  );
  expect(about.suggestions).toMatchObject([{ kind: "cases", text: "meningioma" }]);
});

test("names are scored as classify scores them, and no bare answer is made of a share", async () => {
  const found = await ask("classify this as glioma, meningioma or pituitary adenoma");
  const [evidence] = found.evidence;
  if (evidence?.kind !== "score") throw new Error("no score");
  expect(evidence.scores.map(({ name }) => name).sort()).toEqual(["glioma", "meningioma", "pituitary adenoma"]);
  expect(evidence.scores.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5);
  expect(found).toMatchObject({ route: "classify", shortAnswer: null, probability: null, calibrated: false });
  expect(found.answer).toContain("not a chance");
  expect(found.suggestions).toMatchObject([{ kind: "classify", names: ["glioma", "meningioma", "pituitary adenoma"] }]);
  expect(found.citations).toHaveLength(3);
});

test("names that do not fit the image are not given without saying so", async () => {
  const found = await ask("classify this as diabetic retinopathy or normal fundus");
  expect(found).toMatchObject({ route: "classify", abstained: true });
});

test("a draft and a prior are not made up in the chat: the place where they are made is named", async () => {
  expect(await ask("Draft a report")).toMatchObject({
    route: "draft",
    abstained: false,
    evidence: [],
    suggestions: [{ kind: "draft", command: "caselens report SCAN" }],
  });
  expect(await ask("compare with the prior")).toMatchObject({
    route: "compare",
    suggestions: [{ kind: "draft", command: "caselens report SCAN --prior FILE" }],
  });
});

test("a comparison says what this scan's scores say, then the case's own words", async () => {
  const nearest = await ask("Compare with the nearest case");
  const named = await ask("compare this with case A-12");
  for (const { evidence, answer, abstained } of [nearest, named]) {
    expect(abstained).toBe(false);
    expect(evidence.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["score", "pair"]));
    expect(answer).toMatch(/^This image looks like an MRI \[1\]/);
  }
  expect(named.answer).toMatch(/Case A-12 has an image of likeness [\d.]+, and the reporter wrote: "The lateral/);
  expect(named.evidence.filter(({ kind }) => kind === "pair")).toHaveLength(1);
  expect(named.suggestions).toMatchObject([{ kind: "case", pairId: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
});

test.each([
  { question: "compare with case no-such", more: {}, reason: /no case of that name/ },
  { question: "compare with another scan", more: {}, reason: /Say with which case/ },
])("a comparison with nothing says why: $question", async ({ question, reason }) => {
  const found = await ask(question);
  expect(found).toMatchObject({ abstained: true, citations: [] });
  expect(found.reason).toMatch(reason);
  expect(found.suggestions).not.toEqual([]);
});

test("neither the own case nor a banned one is compared with", async () => {
  await using library = await librariesOf(home).open("cases");
  const { pairs } = await library.pairs.page({ offset: 0, limit: 10 });
  const banned = pairs.find((pair) => pair.case === "B")?.id ?? "";
  expect((await ask("compare with case B", { ban: [banned] })).reason).toMatch(/You banned that case/);
  const own = { kind: "file" as const, path: join(home, "source", "case-1.png") };
  const found = await ask("compare with case B", { scan: own });
  expect(found).toMatchObject({ abstained: true, evidence: [] });
  expect(found.reason).toMatch(/own case/);
});

test.each([
  {
    question: "What dose of amoxicillin should I give?",
    reason: /nothing here was made or measured for advice on treatment/,
  },
  { question: "what's the weather?", reason: /nothing to do with the scan/ },
  { question: "write me a poem about the ventricles", reason: /only answers from a scan/ },
])(
  "out of scope: $question abstains with a reason and what can be asked, and reads no case",
  async ({ question, reason }) => {
    const model = scriptedModel("Take 500 mg.");
    const found = await desk(model).ask({ scan: { kind: "file", path }, question, k: 8, llm: "scripted" });
    expect(found).toMatchObject({ route: "out of scope", abstained: true, evidence: [], citations: [] });
    expect(found.provenance).toMatchObject({ backend: "evidence-writer", retrieved: [] });
    expect(found.reason).toMatch(reason);
    expect(found.reason).toMatch(/It can be asked what the image shows/);
    expect(found.suggestions?.map(({ kind }) => kind)).toEqual(["ask", "ask"]);
    expect(model.calls).toEqual([]);
  },
);

test("explain before anything was answered says so, and after something that was no question explains that", async () => {
  expect(await ask("Why?")).toMatchObject({ route: "explain", abstained: true, evidence: [] });
  const first = await ask("Is this an MRI?");
  const explained = await ask("show me your evidence", { session: first.session });
  expect(explained.citations.map(({ quote }) => quote)).toEqual(first.citations.map(({ quote }) => quote));
});

test("what was no question is no question before: a follow-up goes on with the one before it", async () => {
  const { session } = await ask("Is there a glioma?");
  await ask("Draft a report", { session });
  await ask("what's the weather?", { session });
  const next = await ask("and a meningioma?", { session });
  expect(next.answer).toBe((await ask("Is there a meningioma?")).answer);
  expect(next.route).toBe("question");
});

test("a side is asked of the question before", async () => {
  const { session } = await ask("Do the lateral ventricles look enlarged?");
  const next = await ask("and on the left?", { session });
  expect(next.answer).toBe((await ask("Do the lateral ventricles look enlarged on the left?")).answer);
});

test("every route is replayed as it was answered", async () => {
  for (const question of ["Find similar cases", "classify this as glioma or meningioma", "compare with case A-12"]) {
    const { id } = await ask(question);
    expect(await desk().explain(id, { replay: true }), question).toMatchObject({ replay: { same: true } });
  }
});
