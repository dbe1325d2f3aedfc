import { cleanText } from "../core/clean-text.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts } from "./ask-parts.ts";
import type { Answer } from "./contract.ts";
import { QuestionInvalidError } from "./errors.ts";
import { EvidenceList, withMarkers } from "./evidence-list.ts";
import { answerFlags } from "./flags.ts";
import { readQuestion } from "./question.ts";
import { routeQuestion } from "./route-question.ts";

const longestQuestion = 4_000;

/** A question that can be answered, without hidden characters and without space around it. @throws {QuestionInvalidError} */
export function checkQuestion(text: string): string {
  const question = cleanText(text).text;
  if (question === "") throw new QuestionInvalidError("empty");
  if (question.length > longestQuestion) throw new QuestionInvalidError("long");
  return question;
}

/**
 * The evidence writer: answers from this scan's scores and from what similar cases say, and from nothing else. Deterministic;
 * it selects and joins sentences, each with a citation, and abstains where its evidence is thin.
 */
export async function answerFromEvidence(text: string, scan: EncodedScan, parts: AskParts): Promise<Answer> {
  const list = new EvidenceList();
  const question = readQuestion(text, parts.terms);
  const { part, similar } = await routeQuestion({ text, question, scan, list }, parts);
  const { sentences } = part;
  const reason = part.kind === "abstained" ? part.reason : undefined;
  const shortAnswer = part.kind === "answered" ? part.shortAnswer : null;
  const lead = shortAnswer === "yes" ? "Yes. " : shortAnswer === "no" ? "No. " : "";
  return {
    answer: sentences.length > 0 ? lead + sentences.map(withMarkers).join(" ") : (reason ?? ""),
    shortAnswer,
    citations: sentences.flatMap(({ citations }) => citations),
    evidence: list.items,
    probability: null,
    questionOnlyProbability: null,
    calibrated: false,
    abstained: reason !== undefined,
    ...(reason !== undefined && { reason }),
    flags: answerFlags(scan, sentences, list.items, similar),
  };
}
