import type { SimilarToScan } from "../chat/ask-parts.ts";
import { caseInWords } from "../chat/case-in-words.ts";
import { cite, EvidenceList } from "../chat/evidence-list.ts";
import { answerFlags } from "../chat/flags.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { cleanText, maxTextCharacters } from "../core/clean-text.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type CaseSentenceChoice, chooseCaseSentences } from "./case-sentences.ts";
import { comparisonSentences } from "./comparison-sentences.ts";
import type { ReportDraft, ReportSection, ReportSentence } from "./contract.ts";
import { createContradictionCheck } from "./contradiction.ts";
import { PriorReportInvalidError } from "./errors.ts";
import { evidenceOnce, kindAndOrgan, type ScanFacts, type ScanFactsParts, scoreSets } from "./scan-facts.ts";
import {
  kindSentences,
  organSentences,
  pictureSentences,
  type ScanSentenceParts,
  scoreSentences,
  statementSentences,
} from "./scan-sentences.ts";
import type { SentenceWords } from "./sentence-words.ts";
import { chooseTemplate, type Holding, type ReportTemplate } from "./template.ts";

export interface DraftParts extends ScanFactsParts {
  readonly terms: QuestionTerms;
  readonly words: SentenceWords;
  /** The shipped templates, to choose from where none is given. */
  readonly templates: readonly ReportTemplate[];
  readonly findSimilar: () => Promise<SimilarToScan>;
}

/**
 * Drafts a report from this scan's scores and from sentences of similar cases, and from nothing else: deterministic, every sentence
 * with a citation or a flag. What was written of other patients stands only inside quotes.
 * @param template absent: the one made for what the scores show
 * @param prior an earlier report of this patient
 * @throws {PriorReportInvalidError}
 */
export async function draftReport(
  scan: EncodedScan,
  template: ReportTemplate | undefined,
  parts: DraftParts,
  prior?: string,
): Promise<{ readonly draft: ReportDraft; readonly template: ReportTemplate; readonly similar: SimilarToScan | null }> {
  const seen = kindAndOrgan(scan, parts.rules);
  const sure = { kind: seen.kind?.sure ? seen.kind.top.name : null, organ: seen.organ?.organ ?? null };
  const used = template ?? chooseTemplate(parts.templates, sure);
  const facts: ScanFacts = { ...seen, sets: await scoreSets(used.promptSets, scan, seen, parts) };
  const list = new EvidenceList();
  const about: ScanSentenceParts = {
    scan,
    facts,
    terms: parts.terms,
    list,
    evidenceOf: evidenceOnce(list),
    prior: priorText(prior),
  };
  const holdings = used.sections.flatMap(({ holds }) => holds);
  const similar = holdings.includes("similar cases") ? await parts.findSimilar() : null;
  const choice = similar && (await chooseQuotes(scan, facts, similar, parts));

  let quotesWritten = false;
  const sentencesOf = (holding: Holding): readonly ReportSentence[] => {
    if (holding !== "similar cases") return aboutScan[holding](about);
    if (quotesWritten || !similar || !choice) return []; // each is quoted once
    quotesWritten = true;
    return quoteSentences(choice, similar, list);
  };
  const sections: readonly ReportSection[] = used.sections.map(({ id, title, holds }) => ({
    id,
    title,
    sentences: holds.flatMap(sentencesOf),
  }));
  const flags = answerFlags(
    scan,
    sections.flatMap(({ sentences }) => sentences),
    list.items,
    similar,
  );
  const { id, title } = used;
  return {
    draft: { draft: true, template: { id, title }, sections, evidence: list.items, flags },
    template: used,
    similar,
  };
}

/** The prior without hidden characters, on one line; null where none was given. */
function priorText(prior: string | undefined): string | null {
  const text = cleanText(prior ?? "").text.replace(/\s+/g, " ");
  if (text.length > maxTextCharacters) throw new PriorReportInvalidError(maxTextCharacters);
  return text === "" ? null : text;
}

const aboutScan: Readonly<
  Record<Exclude<Holding, "similar cases">, (parts: ScanSentenceParts) => readonly ReportSentence[]>
> = {
  picture: pictureSentences,
  kind: kindSentences,
  organ: organSentences,
  comparison: comparisonSentences,
  scores: scoreSentences,
  statement: statementSentences,
};

async function chooseQuotes(
  scan: EncodedScan,
  facts: ScanFacts,
  { found, reason }: SimilarToScan,
  { encoder, words, terms }: DraftParts,
): Promise<CaseSentenceChoice> {
  return chooseCaseSentences(reason === null ? found : [], {
    image: scan.encoded.embedding.values,
    encoder: encoder.text,
    words,
    contradiction: createContradictionCheck(facts, terms),
  });
}

function quoteSentences(
  { chosen, found, contradicting }: CaseSentenceChoice,
  { reason }: SimilarToScan,
  list: EvidenceList,
): readonly ReportSentence[] {
  if (chosen.length === 0) {
    const [text, message] = whyNoQuotes({ reason, found, contradicting });
    return [{ text, citations: [], flag: { code: "NO_REPORT_SENTENCES", message } }];
  }
  const evidence = new Map(
    [...new Set(chosen.map(({ similar }) => similar))].map(({ pair, cosine }) => {
      const { id: pairId, case: caseId, source, modality, label } = pair;
      return [
        pairId,
        list.add({ kind: "pair", pairId, case: caseId, cosine, source, modality, label, text: pair.text ?? "" }),
      ];
    }),
  );
  return chosen.flatMap(({ similar: { pair }, text }) => {
    const from = evidence.get(pair.id);
    return from
      ? [{ text: `In case ${caseInWords(pair.case)} the reporter wrote: "${text}"`, citations: [cite(from, text)] }]
      : [];
  });
}

function whyNoQuotes({
  reason,
  found,
  contradicting,
}: {
  readonly reason: string | null;
  readonly found: number;
  readonly contradicting: number;
}): readonly [text: string, message: string] {
  if (reason !== null) return ["The library holds no case similar enough to quote from.", reason];
  if (found === 0) {
    return [
      "The library has no report sentences to draft from; this draft holds this scan's scores alone.",
      "The similar cases of the library have labels or no text, but no report.",
    ];
  }
  return [
    "No sentence of a similar case could be quoted.",
    contradicting === found
      ? "Every one of them says otherwise than this scan's own scores."
      : "They tell of those patients, their devices or their history, or say otherwise than this scan's own scores.",
  ];
}
