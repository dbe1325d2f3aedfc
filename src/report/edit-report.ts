import { caseInWords } from "../chat/case-in-words.ts";
import type { Citation, Evidence } from "../chat/contract.ts";
import { isOnlyAttribution } from "../chat/quotes.ts";
import { tellingWords } from "../chat/sentence-words.ts";
import { cleanText } from "../core/clean-text.ts";
import type { Report, ReportEdit, ReportSentence } from "./contract.ts";
import { denials } from "./denials.ts";
import { ReportChangedError, ReportEditInvalidError } from "./errors.ts";
import { namesIn } from "./names-in.ts";
import { nextVersion } from "./next-version.ts";

const most = { sentences: 200, characters: 4_000 };
const editedFlag = { code: "EDITED" as const, message: "A person wrote or changed this sentence." };

/**
 * The report as a person changed it. A sentence whose words were there before keeps its citations and flag as they were, whatever
 * the edit says of them; any other is flagged `EDITED` and keeps those citations that still stand. Sections that the edit does not
 * name stay. What comes of it is a draft, whoever confirmed the version before.
 * @param at ISO 8601, UTC
 * @returns the report itself when nothing was changed
 * @throws {ReportEditInvalidError | ReportChangedError}
 */
export function editReport(report: Report, { version, sections: edits }: ReportEdit, at: string): Report {
  if (version !== report.version) throw new ReportChangedError(report.version);
  const ids = edits.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new ReportEditInvalidError("repeated");
  if (ids.some((id) => !report.sections.some((section) => section.id === id)))
    throw new ReportEditInvalidError("section");
  const before = report.sections.flatMap(({ sentences }) => sentences);
  const sections = report.sections.map((section) => {
    const edit = edits.find(({ id }) => id === section.id);
    return edit ? { ...section, sentences: editSentences(edit.sentences, before, report.evidence) } : section;
  });
  const same = sections.every(({ sentences }, i) => {
    const old = report.sections[i].sentences;
    return sentences.length === old.length && sentences.every(({ text }, j) => text === old[j].text);
  });
  return same ? report : nextVersion(report, { sections, edited: true, savedAt: at, revertedTo: null });
}

function editSentences(
  sentences: readonly ReportSentence[],
  before: readonly ReportSentence[],
  evidence: readonly Evidence[],
): readonly ReportSentence[] {
  if (sentences.length > most.sentences) throw new ReportEditInvalidError("many");
  return sentences.flatMap((sentence): readonly ReportSentence[] => {
    const { text } = cleanText(sentence.text);
    if (text === "") return [];
    if (text.length > most.characters) throw new ReportEditInvalidError("long");
    const known = before.find((each) => each.text === text);
    if (known) return [known];
    const citations = sentence.citations.flatMap((citation) => standing(citation, text, before, evidence));
    return [{ text, citations, flag: editedFlag }];
  });
}

/**
 * A citation stands in a changed sentence when it was in the report, and the words it rests on are still there: another case's quote
 * in full and with that case's name; a score's name and share, affirmed or denied as before.
 */
function standing(
  { evidenceId, quote }: Citation,
  text: string,
  before: readonly ReportSentence[],
  evidence: readonly Evidence[],
): readonly Citation[] {
  const from = evidence.find(({ id }) => id === evidenceId);
  for (const sentence of from ? before : []) {
    const citation = sentence.citations.find((each) => each.evidenceId === evidenceId && each.quote === quote);
    if (citation && from && stillSays(from, quote, text, sentence.text)) return [citation];
  }
  return [];
}

function stillSays(evidence: Evidence, quote: string, text: string, before: string): boolean {
  switch (evidence.kind) {
    case "pair": {
      const outside = text.replace(quote, " ").replace(caseInWords(evidence.case), " ");
      return text.includes(quote) && text.includes(caseInWords(evidence.case)) && isOnlyAttribution(outside);
    }
    case "vqa":
    case "metadata":
    case "user":
      return text.includes(quote) && denials(text) === denials(before) && saysNoMore(text, before);
    case "score": {
      const names = evidence.scores.map(({ name }) => name);
      const kept = namesIn(before, names).every((name) => namesIn(text, names).includes(name));
      const numbers = (before.match(/\d+(?:\.\d+)?/g) ?? []).every((number) => text.includes(number));
      return kept && numbers && denials(text) === denials(before) && saysNoMore(text, before);
    }
    default:
      return evidence satisfies never;
  }
}

/** True when every telling word was there before: a citation does not stand for what is written beside what it says. */
function saysNoMore(text: string, before: string): boolean {
  const known = tellingWords(before);
  return [...tellingWords(text)].every((word) => known.has(word));
}
