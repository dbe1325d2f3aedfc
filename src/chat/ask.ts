import { cleanText } from "../core/clean-text.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type AskParts, type Conversation, noConversation, type SimilarToScan } from "./ask-parts.ts";
import type { Answer, AnswerFlag, AskEvent, RouteKind, Suggestion } from "./contract.ts";
import { QuestionInvalidError } from "./errors.ts";
import { EvidenceList, type Sentence, withMarkers } from "./evidence-list.ts";
import { answerFlags } from "./flags.ts";
import { readFollowUp } from "./follow-up.ts";
import type { Part } from "./part.ts";
import { readQuestion } from "./question.ts";
import { readRoute } from "./route.ts";
import { routePart } from "./route-part.ts";
import { addPairs, routeQuestion } from "./route-question.ts";
import { acknowledge, whyPart, withSaid } from "./said-part.ts";
import { quoteSimilarCases } from "./similar-part.ts";
import { readStatement } from "./statement.ts";
import { type WeighedStatement, weighStatement } from "./weigh-statement.ts";

const longestQuestion = 4_000;

/** A question that can be answered, without hidden characters and without space around it. @throws {QuestionInvalidError} */
export function checkQuestion(text: string): string {
  const question = cleanText(text).text;
  if (question === "") throw new QuestionInvalidError("empty");
  if (question.length > longestQuestion) throw new QuestionInvalidError("long");
  return question;
}

/**
 * The evidence writer: answers from this scan's scores, from what the user said of it and from what similar cases say, and from
 * nothing else. Deterministic; it selects and joins sentences, each with a citation, and abstains where its evidence is thin.
 */
export async function answerFromEvidence(
  text: string,
  scan: EncodedScan,
  parts: AskParts,
  conversation: Conversation = noConversation,
): Promise<Answer> {
  const writing = writeFromEvidence(text, scan, parts, conversation);
  for (;;) {
    const step = await writing.next();
    if (step.done) return step.value;
  }
}

/** `answerFromEvidence` sentence by sentence: the evidence, then each sentence with its citations, then the flags. */
export async function* writeFromEvidence(
  text: string,
  scan: EncodedScan,
  parts: AskParts,
  conversation: Conversation,
): AsyncGenerator<AskEvent, Answer> {
  const list = new EvidenceList();
  const {
    part,
    similar,
    flags: own,
    route,
    suggestions = [],
  } = await findPart({ text, scan, list }, parts, conversation);
  const { sentences } = part;
  const reason = part.kind === "abstained" ? part.reason : undefined;
  const shortAnswer = part.kind === "answered" ? part.shortAnswer : null;
  const chance = part.kind === "answered" ? part.chance : undefined;
  const lead = shortAnswer === "yes" ? "Yes. " : shortAnswer === "no" ? "No. " : "";
  const pieces = sentences.map((sentence, i) => `${i === 0 ? lead : " "}${withMarkers(sentence)}`);
  const flags = [...answerFlags(scan, sentences, list.items, similar), ...own];

  for (const evidence of list.items) yield { kind: "evidence", evidence };
  if (pieces.length === 0 && reason !== undefined) yield { kind: "token", text: reason };
  for (const [i, piece] of pieces.entries()) {
    yield { kind: "token", text: piece };
    for (const citation of sentences[i].citations) yield { kind: "citation", citation, sentence: i };
  }
  for (const flag of flags) yield { kind: "flag", flag };
  return {
    route,
    ...(suggestions.length > 0 && { suggestions }),
    answer: pieces.length > 0 ? pieces.join("") : (reason ?? ""),
    shortAnswer,
    sentences,
    citations: sentences.flatMap(({ citations }) => citations),
    evidence: list.items,
    probability: chance?.probability ?? null,
    questionOnlyProbability: chance?.questionOnlyProbability ?? null,
    calibrated: chance !== undefined,
    abstained: reason !== undefined,
    ...(reason !== undefined && { reason }),
    flags,
  };
}

interface FoundPart {
  readonly route: RouteKind;
  readonly suggestions?: readonly Suggestion[];
  readonly part: Part;
  readonly similar: SimilarToScan | null;
  readonly flags: readonly AnswerFlag[];
}

async function findPart(
  { text, scan, list }: { readonly text: string; readonly scan: EncodedScan; readonly list: EvidenceList },
  parts: AskParts,
  { questions, said, last }: Conversation,
): Promise<FoundPart> {
  const asked = readRoute(text, parts.terms.routes);
  const { kind: route } = asked;
  if (asked.kind === "explain") return { route, part: whyPart(last, list), similar: null, flags: [] };
  if (asked.kind !== "question") {
    const question = readQuestion(text, parts.terms);
    return { route, flags: [], ...(await routePart(asked, { text, question, scan, list }, parts)) };
  }
  const statement = readStatement(text, parts.terms);
  if (statement) {
    const weighed = await weighStatement(statement, { scan, list }, parts);
    return { route: "statement", part: acknowledge(weighed), similar: null, flags: disagreement([weighed]) };
  }
  const alone = readFollowUp(text, questions, parts.terms);
  const question = readQuestion(alone, parts.terms);
  const { part, similar } = await routeQuestion({ text: alone, question, scan, list }, parts);
  const weighed: WeighedStatement[] = [];
  for (const each of said) weighed.push(await weighStatement(each, { scan, list: new EvidenceList() }, parts));
  const numbered = weighed.map((each) => ({ ...each, evidence: list.add({ kind: "user", text: each.evidence.text }) }));
  const whole = withSaid(part, { text: alone, question, said: numbered });
  const pins = similar === null && parts.hasPins ? await quotePins(alone, list, parts) : null;
  const citedIds = new Set(whole.sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)));
  return {
    route,
    part: pins ? { ...whole, sentences: [...whole.sentences, ...pins.sentences] } : whole,
    similar: pins?.similar ?? similar,
    flags: disagreement(numbered.filter(({ evidence }) => citedIds.has(evidence.id))),
  };
}

/** What pinned cases say to a question that this scan's scores answer: read always, quoted where they have words to it. */
async function quotePins(
  text: string,
  list: EvidenceList,
  { findSimilar, encoder, rules }: AskParts,
): Promise<{ readonly similar: SimilarToScan; readonly sentences: readonly Sentence[] }> {
  const similar = await findSimilar();
  const pairs = addPairs({ ...similar, found: [] }, list);
  const { sentenceAtLeast } = rules.answers;
  return { similar, sentences: await quoteSimilarCases(text, pairs, { encoder: encoder.text, sentenceAtLeast }) };
}

function disagreement(said: readonly WeighedStatement[]): readonly AnswerFlag[] {
  if (!said.some(({ verdict }) => verdict === "disagrees")) return [];
  return [{ code: "LOW_AGREEMENT", message: "What you said and this scan's scores disagree; both are given." }];
}
