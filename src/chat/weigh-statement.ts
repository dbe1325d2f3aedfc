import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts } from "./ask-parts.ts";
import type { Evidence } from "./contract.ts";
import type { EvidenceList, Sentence } from "./evidence-list.ts";
import { cite } from "./evidence-list.ts";
import { readQuestion } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";
import { routeQuestion } from "./route-question.ts";
import { type Statement, statementInWords } from "./statement.ts";

/** A statement of the user's beside what this scan's scores say to it. */
export interface WeighedStatement {
  readonly statement: Statement;
  readonly evidence: Evidence;
  readonly verdict: "agrees" | "disagrees" | "not measured";
  /** What the scores say, where they say something. */
  readonly scored: readonly Sentence[];
}

/** Asks this scan's scores what the user said, as yes-or-no questions. */
export async function weighStatement(
  statement: Statement,
  { scan, list }: { readonly scan: EncodedScan; readonly list: EvidenceList },
  parts: AskParts,
): Promise<WeighedStatement> {
  const evidence = list.add({ kind: "user", text: statementInWords(statement) });
  const scored: Sentence[] = [];
  const answers: string[] = [];
  for (const text of questionsOf(statement, parts.terms)) {
    const { part } = await routeQuestion({ text, question: readQuestion(text, parts.terms), scan, list }, parts);
    if (part.kind !== "answered" || part.shortAnswer === null) continue;
    answers.push(part.shortAnswer);
    scored.push(...part.sentences);
  }
  const against = statement.negated ? "yes" : "no";
  return {
    statement,
    evidence,
    verdict: answers.length === 0 ? "not measured" : answers.includes(against) ? "disagrees" : "agrees",
    scored,
  };
}

/** The statement as questions that scores answer; none where they do not measure it. */
function questionsOf({ kinds, organs, concepts }: Statement, terms: QuestionTerms): readonly string[] {
  const kindTerm = (kind: string) => terms.kinds[kind]?.terms[0] ?? terms.unknownKinds[0];
  return [
    ...kinds.map((kind) => `Is this a ${kindTerm(kind)}?`),
    ...organs.filter((organ) => organ !== "other").map((organ) => `Is this the ${terms.organs[organ].terms[0]}?`),
    ...concepts.map((concept) => `Is there a ${concept}?`),
  ];
}

/** "You said: this is a CT." */
export function saidSentence({ statement, evidence, verdict }: WeighedStatement): Sentence {
  const against = verdict === "disagrees" ? "; this scan's scores say otherwise" : "";
  return { text: `You said: ${statement.said}${against}.`, citations: [cite(evidence, statement.said)] };
}
