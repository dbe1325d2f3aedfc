import { caseInWords } from "../chat/case-in-words.ts";
import type { ChatModel } from "../chat/chat-model.ts";
import type { Evidence, PairEvidence } from "../chat/contract.ts";
import { withMarkers } from "../chat/evidence-list.ts";
import { SentenceSplitter } from "../chat/sentence-splitter.ts";
import { cleanText } from "../core/clean-text.ts";
import { sha256Hex } from "../core/sha256.ts";
import { checkSentence } from "./check-sentence.ts";
import type { ReportDraft, ReportSection, ReportSentence } from "./contract.ts";
import type { RewritePrompt } from "./rewrite-prompt.ts";

export interface RewriteParts {
  readonly model: ChatModel;
  readonly prompt: RewritePrompt;
  readonly signal?: AbortSignal;
}

const longestSectionCharacters = 20_000;

/**
 * The draft in a language model's words: section by section, from the same numbered evidence. Each of its sentences is checked; one
 * that its evidence does not support is kept and flagged. A section that comes back empty stays as the evidence writer wrote it.
 * @throws what the model throws; an abort as it is
 */
export async function rewriteDraft(draft: ReportDraft, { model, prompt, signal }: RewriteParts): Promise<ReportDraft> {
  const sections: ReportSection[] = [];
  for (const section of draft.sections) {
    const rests = section.sentences.map((sentence) => restsOnScoresOrCases(sentence, draft.evidence));
    const first = rests.indexOf(true);
    if (first < 0) {
      sections.push(section);
      continue;
    }
    const offered = section.sentences.filter((_, i) => rests[i]);
    const text = await answerOf(model, promptOf({ ...section, sentences: offered }, draft.evidence, prompt), signal);
    const written = linesOf(text)
      .flatMap(sentencesOf)
      .map((sentence) => checkSentence(namedCases(sentence, draft.evidence), offered, draft.evidence));
    const before = section.sentences.slice(0, first);
    const after = section.sentences.slice(first).filter((sentence) => !offered.includes(sentence));
    const sentences = [...before, ...written, ...after];
    sections.push(written.length > 0 ? { ...section, sentences } : section);
  }
  return { ...draft, sections };
}

/** What was read and given, and what is missing, is not worded anew and not sent: a prior report may hold names. */
function restsOnScoresOrCases({ citations }: ReportSentence, evidence: readonly Evidence[]): boolean {
  const kinds = citations.map(({ evidenceId }) => evidence.find(({ id }) => id === evidenceId)?.kind);
  return kinds.some((kind) => kind === "score" || kind === "pair");
}

function promptOf({ title, sentences }: ReportSection, evidence: readonly Evidence[], prompt: RewritePrompt): string {
  const cited = new Set(sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)));
  const cases = evidence.filter((each) => each.kind === "pair");
  const values = {
    section: title,
    sentences: sentences.map((sentence) => `- ${numberedCases(withMarkers(sentence), cases)}`).join("\n"),
    evidence: evidence
      .filter(({ id }) => cited.has(id))
      .map(({ kind, marker, id, text }) => {
        const whose = kind === "pair" ? `other patient, case #${id.slice(1)}` : "this scan";
        return `${marker} (${whose}) ${text.replace(/\s+/g, " ")}`;
      })
      .join("\n"),
  };
  // No text can close a fence that is made of all of it.
  return prompt.fill({ ...values, fence: `data-${sha256Hex(values.sentences + values.evidence).slice(0, 12)}` });
}

/** A case's id may be a patient's: the model gets `#5` for the case of evidence 5, and `namedCases` puts its name back. */
function numberedCases(text: string, cases: readonly PairEvidence[]): string {
  return cases.reduce(
    (rest, each) => rest.replace(`In case ${caseInWords(each.case)} `, `In case #${each.id.slice(1)} `),
    text,
  );
}

function namedCases(text: string, evidence: readonly Evidence[]): string {
  return text.replace(/#(\d{1,3})/g, (whole, number: string) => {
    const from = evidence.find(({ id }) => id === `E${number}`);
    return from?.kind === "pair" ? caseInWords(from.case) : whole;
  });
}

async function answerOf(model: ChatModel, text: string, signal?: AbortSignal): Promise<string> {
  let answer = "";
  const messages = [{ role: "user" as const, parts: [{ kind: "text" as const, text }] }];
  for await (const piece of model.stream(messages, signal ?? new AbortController().signal)) {
    answer += piece;
    if (answer.length > longestSectionCharacters) break; // a model that does not stop
  }
  return answer;
}

/** Models put several sentences on a line all the same: each is checked by itself. */
function sentencesOf(line: string): readonly string[] {
  const splitter = new SentenceSplitter();
  const sentences = [...splitter.push(line), splitter.end() ?? ""];
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== "");
}

/** A sentence or more a line; bullets, headings and fences that models add all the same are taken off. */
function linesOf(text: string): readonly string[] {
  return cleanText(text)
    .text.split("\n")
    .map((line) => line.trim().replace(/^(?:[-*•]|#+|\d{1,2}[.)])\s+/, ""))
    .filter((line) => /\p{L}/u.test(line) && !/^(?:```.*|<[^>]*>)$/.test(line));
}
