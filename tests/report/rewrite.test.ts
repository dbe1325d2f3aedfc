import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ChatMessage, ChatModel } from "../../src/chat/chat-model.ts";
import { rewriteDraft } from "../../src/report/rewrite.ts";
import { readRewritePrompt } from "../../src/report/rewrite-prompt.ts";
import { roomyLimits } from "../support/asking-desk.ts";
import { root } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { exampleDraft } from "./example-report.ts";

const prompt = await readRewritePrompt(join(root, "prompts", "report", "rewrite-section.md"));

/** A language model that says what it is told to, in pieces, and remembers what it was sent. */
function scripted(answers: readonly string[]): ChatModel & { readonly sent: (readonly ChatMessage[])[] } {
  const sent: (readonly ChatMessage[])[] = [];
  return {
    name: "scripted",
    model: "scripted",
    provider: "fake",
    host: null,
    remote: false,
    vision: true,
    limits: roomyLimits,
    sent,
    async *stream(messages, signal) {
      sent.push(messages);
      for (const piece of (answers[sent.length - 1] ?? "").match(/.{1,7}/gs) ?? []) {
        signal.throwIfAborted();
        yield piece;
      }
    },
  };
}

const textOf = (message: ChatMessage) => message.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");

test("each section is written from its own numbered evidence, and every sentence is checked", async () => {
  const model = scripted([
    "This image looks like an MRI. [1]",
    "- The image does not fit glioma. [2]\n\nThere is a large mass. [2]\nThe ventricles are symmetric. [3]",
  ]);
  const draft = await rewriteDraft(exampleDraft(), { model, prompt });
  const [, findings, impression] = draft.sections;
  expect(findings.sentences.map(({ flag }) => flag?.code)).toEqual([undefined, "UNSUPPORTED", "OTHER_PATIENT"]);
  expect(impression).toEqual(exampleDraft().sections[2]); // nothing cited: left as it was
  expect(model.sent).toHaveLength(2);
  expect(textOf(model.sent[1][0])).toContain("[3] (other patient, case #3)");
  expect(textOf(model.sent[0][0])).not.toContain("other patient, case");
  expect(model.sent.flat().map(textOf).join()).not.toContain("A1"); // a case's id may be a patient's
});

test("sentences on one line are checked one by one", async () => {
  const line = "This image does not fit glioma. [2] There is a large mass. [2]";
  const draft = await rewriteDraft(exampleDraft(), { model: scripted(["", line]), prompt });
  const { sentences } = draft.sections[1];
  expect(sentences.map(({ text }) => text)).toEqual(["This image does not fit glioma.", "There is a large mass."]);
  expect(sentences.map(({ flag }) => flag?.code)).toEqual([undefined, "UNSUPPORTED"]);
});

test("a case comes back with its name", async () => {
  const quote = 'In case #3 the reporter wrote: "The ventricles are symmetric." [3]';
  const draft = await rewriteDraft(exampleDraft(), { model: scripted(["", quote]), prompt });
  expect(draft.sections[1].sentences).toEqual([exampleDraft().sections[1].sentences[1]]);
});

test("no picture is sent, even to a model that takes them", async () => {
  const model = scripted([]);
  await rewriteDraft(exampleDraft(), { model, prompt });
  expect(model.sent.flat().flatMap(({ parts }) => parts.map(({ kind }) => kind))).toEqual(["text", "text"]);
});

test("a section that comes back empty stays as the evidence writer wrote it", async () => {
  const draft = await rewriteDraft(exampleDraft(), { model: scripted(["", "```\n```"]), prompt });
  expect(draft.sections).toEqual(exampleDraft().sections);
});

test("an abort ends it", async () => {
  const signal = AbortSignal.abort();
  const work = rewriteDraft(exampleDraft(), { model: scripted(["This is text. [1]"]), prompt, signal });
  await expect(work).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
});

test("what fills a prompt is not filled again", () => {
  expect(prompt.fill({ section: "{{evidence}}", sentences: "-", evidence: "secret", fence: "f" })).toContain(
    "{{evidence}}",
  );
});

test.each([
  [
    "a variable that nobody fills",
    "variables: [section, sentences, evidence, fence]",
    "{{section}} {{sentences}} {{other}}",
  ],
  ["a variable left out", "variables: [section, sentences]", "{{section}} {{sentences}}"],
  ["variables that are not declared", "variables: [section]", "{{section}} {{sentences}} {{evidence}}"],
])("a prompt with %s is refused", async (_, variables, body) => {
  const path = join(await temporaryFolder(), "prompt.md");
  await writeFile(path, `---\nid: a\nversion: 1\nsource: a test\n${variables}\n---\n${body}\n`);
  await expect(readRewritePrompt(path)).rejects.toMatchObject({ code: "REPORT_PROMPTS_DAMAGED" });
});

test("a prior report, which may hold names, is not sent and stays as it was", async () => {
  const report = exampleDraft();
  const prior = {
    text: 'A prior report was given; it reads: "Jane Doe: normal."',
    citations: [{ marker: "[4]", evidenceId: "E4", quote: "Jane Doe: normal." }],
  };
  const evidence = { id: "E4", marker: "[4]", kind: "metadata" as const, text: 'A prior report: "Jane Doe: normal."' };
  const [technique, ...rest] = report.sections;
  const sections = [{ ...technique, sentences: [prior, ...technique.sentences] }, ...rest];
  const model = scripted(["This image looks like an MRI. [1]", ""]);
  const draft = await rewriteDraft(
    { ...report, sections, evidence: [...report.evidence, evidence] },
    { model, prompt },
  );
  expect(draft.sections[0].sentences).toEqual(sections[0].sentences);
  expect(model.sent.flat().map(textOf).join()).not.toContain("Jane");
});
