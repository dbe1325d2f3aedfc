import { appendFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AskRequest } from "../../src/app/contract.ts";
import { ingestSources } from "../../src/app/ingest-job.ts";
import { type Desk, openDesk, readAll } from "../support/asking-desk.ts";
import { openMini, root } from "../support/mini.ts";
import { librariesOf } from "../support/stored-pairs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const samples = join(root, "samples");
const image = (name: string) => ({ kind: "file" as const, path: join(samples, "images", name) });
const brain = image("BrainT1Slice.png");
const retina = image("retina.jpg");

let mini: Awaited<ReturnType<typeof openMini>>;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

/** A home with the samples as its library. */
async function newHome(): Promise<{ readonly home: string; readonly desk: () => Desk }> {
  const home = await temporaryFolder();
  const request = { sources: [samples], library: "demo", format: "manifest" as const };
  await ingestSources(request, { libraries: librariesOf(home), encoder: mini, rules: mini.rules });
  return { home, desk: () => openDesk({ mini, home, library: "demo" }) };
}

const about = (scan: AskRequest["scan"], question: string, session?: string): AskRequest => ({
  scan,
  question,
  k: 8,
  session,
});

describe("a question without a language model", () => {
  test("streams what the answer then is: evidence, tokens, citations of numbered sentences", async () => {
    const { desk } = await newHome();
    const { ask, askStream } = desk();
    const request = about(brain, "What does this image show?");
    const { events, result } = await readAll(askStream(request, new AbortController().signal));
    expect(events.map((each) => (each.kind === "token" ? each.text : "")).join("")).toBe(result.answer);
    expect(events.flatMap((each) => (each.kind === "evidence" ? [each.evidence] : []))).toEqual(result.evidence);
    expect(events.flatMap((each) => (each.kind === "citation" ? [each.citation] : []))).toEqual(result.citations);
    expect(events.flatMap((each) => (each.kind === "flag" ? [each.flag] : []))).toEqual(result.flags);
    const { id, session, provenance, ...answer } = await ask(request);
    const { id: _id, session: _session, provenance: first, ...streamed } = result;
    expect(answer).toEqual(streamed);
    expect(provenance).toEqual(first);
    expect(id).not.toBe(result.id);
    expect(provenance.backend).toBe("evidence-writer");
    expect(session).not.toBe(result.session);
  });
});

describe("a conversation", () => {
  test("a correction is noted beside what the scores say, and is evidence in the next answers, after a restart too", async () => {
    const { home, desk } = await newHome();
    const first = await desk().ask(about(brain, "What kind of image is this?"));
    expect(first.shortAnswer).toBe("MRI");
    const noted = await desk().ask(about(brain, "no, this is a CT", first.session));
    expect(noted.answer).toContain("this is a CT [1]");
    expect(noted.answer).toMatch(/scores say otherwise: this image looks like an MRI \[2\]/);
    expect(noted.flags.map(({ code }) => code)).toContain("LOW_AGREEMENT");
    const again = await desk().ask(about(brain, "Is this an MRI?", first.session));
    expect(again.answer).toMatch(
      /looks like an MRI \[\d\].*You said: this is a CT; this scan's scores say otherwise \[\d\]/,
    );
    expect(again).toMatchObject({ shortAnswer: null, abstained: false });
    expect(again.evidence.filter(({ kind }) => kind === "user").map(({ text }) => text)).toEqual([
      "The user said: this is a CT.",
    ]);
    const { turns } = await desk().sessions.get(first.session);
    expect(turns.map(({ question }) => question)).toEqual([
      "What kind of image is this?",
      "no, this is a CT",
      "Is this an MRI?",
    ]);
    expect(turns.map(({ answer }) => answer.id)).toEqual([first.id, noted.id, again.id]);
    expect(await readdir(join(home, "answers"))).toHaveLength(3);
  });

  test("what only the user can know answers the question, and says who said it", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    const { session } = await ask(about(retina, "actually it is the left eye"));
    const side = await ask(about(retina, "Which eye is it?", session));
    expect(side).toMatchObject({ shortAnswer: "left", abstained: false });
    expect(side.answer).toContain("You said: this is the left eye [");
    expect(await ask(about(retina, "Is it the right eye?", session))).toMatchObject({ shortAnswer: "no" });
  });

  test.each([
    { said: "No pneumonia.", question: "Is there pneumonia?" },
    { said: "No evidence of a glioma", question: "Is there a glioma?" },
  ])("what the user denies is never affirmed: $said", async ({ said, question }) => {
    const { desk } = await newHome();
    const { ask } = desk();
    const noted = await ask(about(brain, said));
    expect(noted.answer).toMatch(/^Noted, and kept for this scan: this does not show /);
    expect((await ask(about(brain, question, noted.session))).shortAnswer).not.toBe("yes");
  });

  test.each([
    { scan: retina, question: "Is there diabetic retinopathy on this MRI?" },
    { scan: retina, question: "Is there diabetic retinopathy in the brain?" },
    { scan: retina, question: "Is this a retina and not a brain?" },
    { scan: brain, question: "Is this an MRI and not a CT?" },
    { scan: brain, question: "Is this a glioma, not a meningioma?" },
    { scan: brain, question: "Is there a glioma on this CT?" },
    { scan: brain, question: "Is this a CT scan? Is there a tumour?" },
  ])(
    "two things asked at once, or another kind of image named beside a finding, get no yes or no: $question",
    async ({ scan, question }) => {
      const { desk } = await newHome();
      expect(await desk().ask(about(scan, question))).toMatchObject({ shortAnswer: null, abstained: true });
    },
  );

  test("what is asked of cells is not answered with the classes of another kind of image", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    expect((await ask(about(retina, "What is the diagnosis?"))).answer).toMatch(/retinopathy/);
    const cell = await ask(about(retina, "What kind of white blood cell is this?"));
    expect(cell).toMatchObject({ shortAnswer: null, abstained: true });
    expect(cell.answer).not.toMatch(/retinopathy/);
  });

  test("a side that was said answers which side, and nothing that is asked of a side", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    const { session } = await ask(about(retina, "it is the left eye"));
    for (const question of [
      "Is there a haemorrhage left of the disc?",
      "Is that right?",
      "Which side is the haemorrhage on?",
      "Is the left ventricle enlarged?",
      "Is this the left lung?",
    ])
      expect(await ask(about(retina, question, session)), question).toMatchObject({ shortAnswer: null });
  });

  test("the last word on a matter is what the user said, and an unrelated question leaves it out", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    const { session } = await ask(about(brain, "no, this is a CT"));
    await ask(about(brain, "no, this is an MRI", session));
    const kind = await ask(about(brain, "What kind of image is this?", session));
    expect(kind.answer).toContain("You said: this is an MRI");
    expect(kind.answer).not.toContain("CT");
    expect(kind.flags.map(({ code }) => code)).not.toContain("LOW_AGREEMENT");
    const other = await ask(about(brain, "How big is it?", session));
    expect(other.answer).not.toContain("You said");
  });

  test("what the user knows of the patient is kept in the user's words", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    const { session } = await ask(about(brain, "The patient is 64 and diabetic."));
    const age = await ask(about(brain, "How old is the patient?", session));
    expect(age.answer).toContain("You said: the patient is 64 and diabetic");
  });

  test("a correction that the scores share says so", async () => {
    const { desk } = await newHome();
    const noted = await desk().ask(about(brain, "that is wrong, it is an MRI of the head"));
    expect(noted.answer).toContain("scores agree");
    expect(noted.flags.map(({ code }) => code)).not.toContain("LOW_AGREEMENT");
  });

  test("why? is answered by the evidence of the last answer", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    const first = await ask(about(brain, "Is there a glioma?"));
    const why = await ask(about(brain, "Why?", first.session));
    expect(why.citations.map(({ quote }) => quote)).toEqual(first.citations.map(({ quote }) => quote));
    expect(why.abstained).toBe(false);
  });

  test("a fragment is asked in the form of the question before it", async () => {
    const { desk } = await newHome();
    const { ask } = desk();
    const { session } = await ask(about(brain, "Is there a glioma?"));
    const next = await ask(about(brain, "and a meningioma?", session));
    const alone = await ask(about(brain, "Is there a meningioma?"));
    expect(next.answer).toBe(alone.answer);
  });

  test("a session of another scan is refused, and what was said there stays there", async () => {
    const { desk } = await newHome();
    const { ask, sessions } = desk();
    const { session } = await ask(about(brain, "no, this is a CT"));
    await expect(ask(about(retina, "Is this a CT?", session))).rejects.toMatchObject({ code: "SESSION_OTHER_SCAN" });
    const other = await ask(about(retina, "What kind of image is this?"));
    expect(other.evidence.some(({ kind }) => kind === "user")).toBe(false);
    await expect(ask(about(brain, "Why?", "no-such"))).rejects.toMatchObject({ code: "SESSION_UNKNOWN" });
    await expect(ask(about(brain, "Why?", "../../etc"))).rejects.toMatchObject({ code: "SESSION_UNKNOWN" });
    expect((await sessions.list()).length).toBe(2);
  });

  test("a torn last line loses that turn alone, and the next one stands on a line of its own", async () => {
    const { home, desk } = await newHome();
    const { ask, sessions } = desk();
    const { session } = await ask(about(brain, "no, this is a CT"));
    const file = join(home, "sessions", `${session}.jsonl`);
    await appendFile(file, '{"kind":"turn","question":"torn');
    expect((await sessions.get(session)).turns).toHaveLength(1);
    await ask(about(brain, "Is this a CT?", session));
    expect((await sessions.get(session)).turns).toHaveLength(2);
    expect((await readFile(file, "utf8")).split("\n")).toHaveLength(5);
  });

  test("deleting a session deletes its answers", async () => {
    const { home, desk } = await newHome();
    const { ask, sessions } = desk();
    const { session, provenance } = await ask(about(brain, "Is this a CT?"));
    expect(await sessions.list(provenance.scanSha256)).toMatchObject([{ id: session }]);
    expect(await sessions.list("0".repeat(64))).toEqual([]);
    await sessions.delete(session);
    expect(await readdir(join(home, "answers"))).toEqual([]);
    await expect(sessions.get(session)).rejects.toMatchObject({ code: "SESSION_UNKNOWN" });
  });
});

describe("explain", () => {
  test("a replay finds the same evidence, and says what changed when the library did", async () => {
    const { home, desk } = await newHome();
    const { ask, explain } = desk();
    const { id, provenance } = await ask(about(brain, "What does this image show?"));
    expect(await explain(id, { replay: true })).toMatchObject({
      id,
      kind: "answer",
      provenance,
      replay: { same: true },
    });
    expect(await explain(id, { replay: false })).not.toHaveProperty("replay");
    await librariesOf(home).delete("demo");
    const request = { sources: [join(samples, "images")], library: "demo", format: "images" as const };
    await ingestSources(request, { libraries: librariesOf(home), encoder: mini, rules: mini.rules });
    const changed = await explain(id, { replay: true });
    expect(changed.replay?.same).toBe(false);
    expect(changed.replay?.missing.every((each) => each.startsWith("pair "))).toBe(true);
    await expect(explain("nothing", { replay: false })).rejects.toMatchObject({ code: "ANSWER_UNKNOWN" });
  });

  test("an answer within a conversation is replayed as it was asked there", async () => {
    const { desk } = await newHome();
    const { ask, explain } = desk();
    const { session } = await ask(about(brain, "Is there a glioma?"));
    await ask(about(brain, "no, this is a CT", session));
    const { id } = await ask(about(brain, "and a meningioma?", session));
    await ask(about(brain, "it is the left side", session));
    expect(await explain(id, { replay: true })).toMatchObject({ replay: { same: true, missing: [], added: [] } });
  });
});
