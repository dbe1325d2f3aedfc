import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAnswerStore } from "../../src/app/answer-store.ts";
import type { AskRequest } from "../../src/app/contract.ts";
import { ChatModelError } from "../../src/chat/errors.ts";
import type { Config } from "../../src/config/config.ts";
import { sha256File } from "../../src/core/sha256.ts";
import { makeCases } from "../report/report-desk.ts";
import { openDesk, promptText, readAll, roomyLimits, scriptedModel } from "../support/asking-desk.ts";
import {
  type FakeLlmServer,
  fakeLlm,
  type LlmBehaviour,
  type LlmShape,
  llmShapes,
} from "../support/fake-llm-servers.ts";
import { openMini, root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const canary = "Kanarienvogel";
const key = "sk-geheim-123";
const path = join(root, "samples", "images", "BrainT1Slice.png");
const caption = "T1 weighted axial slice. There is a 3.1 cm mass in the left temporal lobe. No hydrocephalus.";
const question = `Is this an MRI, ${canary}?`;

let mini: Awaited<ReturnType<typeof openMini>>;
let home: string;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

async function newHome(): Promise<void> {
  home = await temporaryFolder();
  await makeCases(home, mini, [
    { from: path, patient: "MRN-0042", caption },
    { from: path, patient: "MRN-0077", caption: "Axial slice without contrast." },
  ]);
}

const request = (more: Partial<AskRequest> = {}): AskRequest => ({
  scan: { kind: "file", path },
  question,
  k: 8,
  llm: "mine",
  ...more,
});
const signal = () => new AbortController().signal;

function configOf(shape: LlmShape, server: FakeLlmServer): Partial<Config> {
  return {
    languageModels: {
      mine: { provider: shape, model: "m", baseUrl: server.baseUrl, apiKeyEnv: "KEY", timeoutSeconds: 0.4 },
    },
    apiKeyOf: () => key,
  };
}

describe("an answer by a language model", () => {
  test("rests on the evidence writer's evidence, streams, is checked, and is stored with its prompts", async () => {
    await newHome();
    const plain = "Is this an MRI?"; // a name in it would be a word that nobody understands
    const model = scriptedModel(
      (prompt) =>
        `Yes, this looks like an MRI ${/\[\d+\](?= \(this scan\) Kind of image)/.exec(prompt)?.[0]}. In case #${/case #(\d+)\) T1/.exec(prompt)?.[1]} the reporter wrote: "There is a 3.1 cm mass in the left temporal lobe." [${/\[(\d+)\] \(other patient, case #\d+\) T1/.exec(prompt)?.[1]}]`,
    );
    const { events, result } = await readAll(
      openDesk({ mini, home, library: "cases", model }).askStream(request({ question: plain }), signal()),
    );
    expect(result.flags.filter(({ sentence }) => sentence !== undefined)).toEqual([]);
    expect(result).toMatchObject({
      shortAnswer: "yes",
      abstained: false,
      provenance: { backend: "scripted", model: "scripted-1", prompt: "answer-rules@2 answer-question@1" },
    });
    expect(result.answer).toContain("In case MRN-0042 the reporter wrote");
    expect(result.citations.map(({ quote }) => quote)).toEqual([
      expect.stringMatching(/^mri /),
      "There is a 3.1 cm mass in the left temporal lobe",
    ]);
    expect(events.map((each) => (each.kind === "token" ? each.text : "")).join("")).toBe(result.answer);
    expect(events.filter(({ kind }) => kind === "token").length).toBeGreaterThan(3);
    expect(events.findIndex(({ kind }) => kind === "citation")).toBeGreaterThan(
      events.findIndex(({ kind }) => kind === "token"),
    );
    const kinds = result.evidence.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "score").length).toBeGreaterThan(1);
    expect(kinds.filter((kind) => kind === "pair")).toHaveLength(2);
    const prompt = promptText(model.calls[0]);
    expect(prompt).not.toContain("MRN-"); // a case's name may be a patient's
    expect(prompt).toContain(plain);
    expect(await openDesk({ mini, home, library: "cases" }).explain(result.id, { replay: true })).toMatchObject({
      replay: { same: true },
    });
  });

  test("the user's corrections and the last questions are in the prompt, and a correction is cited", async () => {
    await newHome();
    const model = scriptedModel("You said this is a CT [1].");
    const { ask } = openDesk({ mini, home, library: "cases", model });
    const { session } = await ask(request({ question: "Is there a glioma?" }));
    await ask(request({ question: "no, this is a CT", session }));
    expect(model.calls).toHaveLength(1); // a correction is noted without it
    const next = await ask(request({ question: "What kind of image is it?", session }));
    const prompt = promptText(model.calls[1]);
    expect(prompt).toContain("[1] (the user) The user said: this is a CT.");
    expect(prompt).toContain("- Is there a glioma?");
    expect(next.citations).toMatchObject([{ marker: "[1]", quote: "The user said: this is a CT." }]);
    expect(next.flags.filter(({ sentence }) => sentence !== undefined)).toEqual([]);
  });

  test("an answer without a supported sentence abstains and says so; nothing is put in its place", async () => {
    await newHome();
    const model = scriptedModel("Yes. There is a pneumothorax [1]. It measures 3.1 cm [99]. Trust me.");
    const result = await openDesk({ mini, home, library: "cases", model }).ask(request());
    expect(result.answer).toBe("Yes. There is a pneumothorax [1]. It measures 3.1 cm. Trust me.");
    expect(result).toMatchObject({ abstained: true, shortAnswer: null, reason: expect.any(String) });
    expect(
      result.flags.filter(({ sentence }) => sentence !== undefined).map(({ code, sentence }) => [sentence, code]),
    ).toEqual([
      [0, "UNSUPPORTED"],
      [1, "CITATION_INVALID"],
      [2, "UNSUPPORTED"],
    ]);
    expect(result.flags.some(({ code, sentence }) => code === "UNSUPPORTED" && sentence === undefined)).toBe(true);
  });

  test("a model that says that the evidence has no answer abstains", async () => {
    await newHome();
    const model = scriptedModel("The evidence does not answer this.");
    const result = await openDesk({ mini, home, library: "cases", model }).ask(request());
    expect(result).toMatchObject({ abstained: true, shortAnswer: null, citations: [] });
    expect(result.flags.filter(({ sentence }) => sentence !== undefined)).toEqual([]);
  });

  test("a model that takes pictures gets the similar cases and then the scan; another gets none", async () => {
    await newHome();
    const seeing = scriptedModel("Yes [1].", { vision: true });
    await openDesk({ mini, home, library: "cases", model: seeing }).ask(request());
    const parts = seeing.calls[0].at(-1)?.parts ?? [];
    expect(parts.map(({ kind }) => kind)).toEqual(["text", "picture", "text", "picture", "text", "picture", "text"]);
    expect(parts[0]).toMatchObject({ text: expect.stringContaining("another patient") });
    expect(parts[4]).toMatchObject({ text: "The image that is asked about:" });
    const blind = scriptedModel("Yes [1].");
    await openDesk({ mini, home, library: "cases", model: blind }).ask(request());
    expect(blind.calls[0].flatMap((message) => message.parts).every(({ kind }) => kind === "text")).toBe(true);
  });

  test.each([0, 1, 2])(
    "with %i shots a model that takes pictures is shown so many cases, and the answer says what it took",
    async (shots) => {
      await newHome();
      const prices = { prompt: 2, answer: 10, currency: "EUR" };
      const model = scriptedModel("Yes [1].", { vision: true, limits: { ...roomyLimits, prices } });
      const { provenance } = await openDesk({ mini, home, library: "cases", model }).ask(request({ shots }));
      const pictures = model.calls[0].flatMap(({ parts }) => parts).filter(({ kind }) => kind === "picture");
      expect(pictures).toHaveLength(shots + 1);
      const { promptTokens = 0, answerTokens = 0 } = provenance.modelUse ?? {};
      expect(promptTokens).toBeGreaterThan((shots + 1) * roomyLimits.tokensPerPicture);
      expect(provenance.modelUse).toMatchObject({ shots, pairsLeftOut: 0, countedByServer: false });
      expect(provenance.modelUse?.cost?.value).toBeCloseTo((2 * promptTokens + 10 * answerTokens) / 1e6, 6);
      expect(
        model.calls[0]
          .flatMap(({ parts }) => parts)
          .filter((part) => part.kind === "text" && part.text.includes("3.1 cm mass")),
      ).toHaveLength(1);
    },
  );

  test("cases that do not fit into a model's context are left out, and the answer says so", async () => {
    await newHome();
    const model = scriptedModel("This image looks like an MRI [1].");
    const narrow = { ...roomyLimits, answerTokens: 100 };
    const desk = (contextTokens: number) =>
      openDesk({ mini, home, library: "cases", model: { ...model, limits: { ...narrow, contextTokens } } });
    await expect(desk(300).ask(request())).rejects.toMatchObject({ code: "LLM_CONTEXT_TOO_SMALL" });
    expect(model.calls).toEqual([]);
    const whole = await desk(100_000).ask(request());
    const { promptTokens = 0 } = whole.provenance.modelUse ?? {};
    const tight = await desk(promptTokens + 155).ask(request());
    expect(tight.evidence.filter(({ kind }) => kind === "pair")).toHaveLength(1);
    expect(tight.flags).toContainEqual({
      code: "EVIDENCE_LEFT_OUT",
      message: "1 similar case did not fit into the language model's context.",
    });
    expect(promptText(model.calls[1])).not.toContain("without contrast");
    expect(tight.provenance.modelUse?.pairsLeftOut).toBe(1);
  });

  test("every sentence has its three checks; a judge takes the words' place, and one that fails is told of", async () => {
    await newHome();
    const wrong = 'This is a CT [1]. In case #9 the reporter wrote: "Midline shift." [9]';
    const model = scriptedModel(wrong);
    const byWords = await openDesk({ mini, home, library: "cases", model }).ask(request());
    expect(byWords.sentences.map(({ text }) => text)).toEqual([
      "This is a CT.",
      'In case #9 the reporter wrote: "Midline shift."',
    ]);
    expect(byWords.sentences[0].checks).toMatchObject({ quoted: "nothing quoted", image: { verdict: "against" } });
    expect(byWords.sentences[1].checks).toMatchObject({
      quoted: "does not stand",
      entailed: { verdict: "no", by: "words" },
    });
    const judge = scriptedModel('{"verdicts":["unclear"]}', { name: "judge" });
    const judged = await openDesk({ mini, home, library: "cases", model, judge }).ask(request());
    expect(judged.sentences.map(({ checks }) => checks.entailed)).toMatchObject([
      { verdict: "unclear", by: "judge" },
      { verdict: "no", by: "words" },
    ]);
    expect(judged.provenance.judge).toBe("judge");
    const mute = scriptedModel("I would rather not.", { name: "judge" });
    const left = await openDesk({ mini, home, library: "cases", model, judge: mute }).ask(request());
    expect(left.sentences.map(({ checks }) => checks.entailed.by)).toEqual(["words", "words"]);
    expect(left.flags.map(({ code }) => code)).toContain("JUDGE_FAILED");
  });

  test("an answer that was stored before its sentences were checked is still read", async () => {
    await newHome();
    const { ask, sessions, explain } = openDesk({ mini, home, library: "cases" });
    const { id, session } = await ask(request({ llm: "evidence-writer" }));
    for (const [folder, name] of [
      ["answers", `${id}.json`],
      ["sessions", `${session}.jsonl`],
    ] as const) {
      const file = join(home, folder, name);
      const older = (await readFile(file, "utf8")).replaceAll(
        /"sentences": ?\[[\s\S]*?\],(?=\s*"citations": ?\[[^\]]*\],\s*"evidence")/g,
        "",
      );
      expect(older).not.toContain('"checks"');
      await writeFile(file, older);
    }
    expect((await sessions.get(session)).turns).toMatchObject([{ answer: { id, sentences: [] } }]);
    expect(await explain(id, { replay: true })).toMatchObject({ replay: { same: true } });
  });

  test("nobody is asked unless named: no name is the evidence writer, and evidence-writer is it despite a default", async () => {
    await newHome();
    const server = await fakeLlm("openai", { kind: "answer", pieces: ["Yes [1]."] });
    const config = configOf("openai", server);
    const { llm: _, ...unnamed } = request();
    const plain = openDesk({ mini, home, library: "cases", config });
    expect((await plain.ask(unnamed)).provenance.backend).toBe("evidence-writer");
    const byDefault = openDesk({ mini, home, library: "cases", config: { ...config, defaultLanguageModel: "mine" } });
    expect((await byDefault.ask(request({ llm: "evidence-writer" }))).provenance.backend).toBe("evidence-writer");
    expect(server.requests).toEqual([]);
    expect((await byDefault.ask(unnamed)).provenance.backend).toBe("mine");
    expect(server.requests).toHaveLength(1);
    await expect(plain.ask(request({ llm: "other" }))).rejects.toMatchObject({ code: "LLM_UNKNOWN" });
  });
});

describe.each(llmShapes)("a failing %s server", (shape) => {
  const pieces = ["This image looks like an MRI [1]. ", "It has "];
  test.each<readonly [string, LlmBehaviour, string, boolean]>([
    ["429", { kind: "status", status: 429, body: canary }, "LLM_RATE_LIMITED", false],
    ["500", { kind: "status", status: 500, body: canary }, "LLM_FAILED", false],
    ["silence", { kind: "silence" }, "LLM_TIMEOUT", false],
    ["HTML with 200", { kind: "html" }, "LLM_BAD_REPLY", false],
    ["silence in mid-stream", { kind: "hang", pieces }, "LLM_TIMEOUT", true],
    ["bad JSON", { kind: "bad json", pieces }, "LLM_BAD_REPLY", true],
    ["a cut in mid-stream", { kind: "cut", pieces }, "LLM_CUT_OFF", true],
    ["an error in the stream", { kind: "in-stream error", pieces, message: canary }, "LLM_FAILED", true],
  ])("%s: one typed end; what was said is kept and marked", async (_, behaviour, code, partial) => {
    await newHome();
    const server = await fakeLlm(shape, behaviour);
    const { askStream, sessions } = openDesk({ mini, home, library: "cases", config: configOf(shape, server) });
    let said = "";
    let error: unknown;
    try {
      for await (const event of askStream(request(), signal())) if (event.kind === "token") said += event.text;
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code, kind: "failure", backend: "mine" });
    if (!(error instanceof ChatModelError)) throw new Error("untyped");
    for (const secret of [canary, key, String(server.port)])
      expect(`${error.message}${error.remedy}${error.stack}`).not.toContain(secret);
    expect(error.answerId !== null).toBe(partial);
    if (error.answerId === null) return;
    expect(said).toBe("This image looks like an MRI [1]. It has");
    const stored = (await createAnswerStore(join(home, "answers")).get(error.answerId)).result;
    expect(stored).toMatchObject({ partial: true, errorCode: code, answer: said, citations: [{ marker: "[1]" }] });
    expect(stored.flags).toMatchObject([{ code: "UNSUPPORTED", sentence: 1 }]);
    expect((await sessions.get(stored.session)).turns).toMatchObject([{ answer: { id: stored.id, partial: true } }]);
  });

  test("the reader going away reaches the server within a second, and what was said is kept", async () => {
    await newHome();
    const server = await fakeLlm(shape, { kind: "hang", pieces });
    const control = new AbortController();
    const config = configOf(shape, server);
    const { askStream, sessions } = openDesk({ mini, home, library: "cases", config });
    const stream = askStream(request(), control.signal);
    for (;;) {
      const step = await stream.next();
      if (step.done || step.value.kind === "citation") break;
    }
    const at = performance.now();
    control.abort();
    await expect(stream.next()).rejects.toMatchObject({ name: "AbortError" });
    expect((await server.closedByClient) - at).toBeLessThan(1_000);
    const [{ id }] = await sessions.list();
    expect((await sessions.get(id)).turns).toMatchObject([{ answer: { partial: true, errorCode: "INTERRUPTED" } }]);
  });
});

describe("a remote language model", () => {
  test("is confirmed once for a scan, by name, before a byte leaves", async () => {
    await newHome();
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      sent.push(String(input));
      return new Response("{}", { status: 500 });
    };
    const config = {
      languageModels: {
        far: { provider: "openai" as const, model: "m", baseUrl: "https://llm.example.org/v1", retries: 0 },
      },
    };
    const desk = () => openDesk({ mini, home, library: "cases", config, fetch });
    const far = request({ llm: "far" });
    await expect(desk().ask(far)).rejects.toMatchObject({
      code: "REMOTE_NOT_CONFIRMED",
      kind: "usage",
      backend: "far",
      host: "llm.example.org",
    });
    expect(sent).toEqual([]);
    await expect(desk().ask({ ...far, confirmRemote: true })).rejects.toMatchObject({ code: "LLM_FAILED" });
    expect(sent).toEqual(["https://llm.example.org/v1/chat/completions"]);
    await expect(desk().ask(far)).rejects.toMatchObject({ code: "LLM_FAILED" }); // remembered
    const other = { ...far, scan: { kind: "file" as const, path: join(root, "samples", "images", "retina.jpg") } };
    await expect(desk().ask(other)).rejects.toMatchObject({ code: "REMOTE_NOT_CONFIRMED" });
    const lines = (await readFile(join(home, "remote-consent.jsonl"), "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { scanSha256: await sha256File(path), backend: "far", host: "llm.example.org", at: expect.any(String) },
    ]);
    expect(sent).toHaveLength(2);
  });

  test("is not confirmed by the word that was given for another: a judge elsewhere is named by itself", async () => {
    await newHome();
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      sent.push(new URL(String(input)).host);
      return new Response("{}", { status: 401 });
    };
    const far = (host: string) => ({ provider: "openai" as const, model: "m", baseUrl: `https://${host}/v1` });
    const languageModels = { mine: far("writer.example"), judge: far("judge.example") };
    const config = { languageModels, judgeLanguageModel: "judge" };
    const { ask } = openDesk({ mini, home, library: "cases", config, fetch });
    const host = (name: string) => ({ code: "REMOTE_NOT_CONFIRMED", host: name });
    await expect(ask(request())).rejects.toMatchObject(host("writer.example"));
    await expect(ask(request({ confirmRemote: true }))).rejects.toMatchObject(host("judge.example"));
    await expect(ask(request())).rejects.toMatchObject(host("judge.example"));
    expect(sent).toEqual([]);
    await expect(ask(request({ confirmRemote: true }))).rejects.toMatchObject({ code: "LLM_AUTH" });
    expect(sent).toEqual(["writer.example"]);
  });

  test("whose key is not set is refused before anything is sent", async () => {
    await newHome();
    const server = await fakeLlm("openai", { kind: "answer", pieces: ["x"] });
    const config = { ...configOf("openai", server), apiKeyOf: () => undefined };
    await expect(openDesk({ mini, home, library: "cases", config }).ask(request())).rejects.toMatchObject({
      code: "LLM_KEY_MISSING",
    });
    expect(server.requests).toEqual([]);
  });
});
