import type { ClosedAnswer, HeadAnswer, SpokenFrom } from "../encoders/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts } from "./ask-parts.ts";
import type { VqaEvidence } from "./contract.ts";
import { cite, type EvidenceList } from "./evidence-list.ts";
import type { Part } from "./part.ts";
import { bareQuestion, type Question } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";
import type { ScanKnowledge } from "./scan-knowledge.ts";

type HeadWord = VqaEvidence["answer"];

/** Kinds of question whose answer may say that nothing is wrong. */
const aboutFindings: ReadonlySet<string> = new Set(["finding", "abnormality", "presence"]);

interface AskedOfHead {
  readonly text: string;
  readonly question: Question;
  readonly scan: EncodedScan;
  readonly list: EvidenceList;
}

/**
 * A yes-or-no question as the trained question head answers it, with what the question alone would give. Null wherever it may not
 * speak: not one plain question, an image unlike those trained on or one of them, a region (calibration saw whole images), a kind of question at
 * which it did not beat its twin, a word that it was never trained on, a question that does not belong to the image, a
 * probability at which it was not right often enough, or an answer that would rule a finding out: calibration is too small for that.
 */
export async function headPart(
  { text: typed, question, scan, list }: AskedOfHead,
  known: ScanKnowledge,
  { encoder, terms }: Pick<AskParts, "encoder" | "terms">,
): Promise<Part | null> {
  const { features, patches } = scan.encoded;
  if (!encoder.questions || !features || !patches) return null;
  if (question.form !== "closed" || question.negated || !question.single) return null;
  if (scan.region !== null || scan.familiarity?.familiar !== true || scan.seenInTraining === true) return null;
  const text = bareQuestion(typed);
  const [{ sentence }] = await encoder.text.encode([text]);
  const head = await encoder.questions.answer({ features, patches }, sentence);
  const { closed, answerable } = head;
  if (!closed?.spokenFrom || !(answerable.share >= answerable.atLeast)) return null;
  if (!knowsWords(text, closed, terms) || !isOfScan(question, head, known)) return null;
  const answer = closed.yesShare >= 0.5 ? "yes" : "no";
  if (answer === reassurance(text, head.kind, terms)) return null;
  const given = (yesShare: number) => (answer === "yes" ? yesShare : 1 - yesShare);
  const probability = given(closed.yesShare);
  if (!(probability >= closed.spokenFrom.shareAtLeast)) return null;
  const found = {
    question: text.replaceAll('"', "'"),
    questionKind: head.kind,
    answer,
    probability,
    questionOnlyProbability: given(closed.questionOnlyYesShare),
    answerableShare: answerable.share,
    calibration: closed.spokenFrom,
  } as const;
  const { questionOnlyProbability } = found;
  const evidence = list.add<VqaEvidence>({ kind: "vqa", ...found, text: inWords(found) });
  const citations = [cite(evidence, headAnswerInWords(found))];
  const stated = `probability ${probability.toFixed(2)} from this scan's image, ${questionOnlyProbability.toFixed(2)} from the question alone`;
  return {
    kind: "answered",
    sentences: [
      {
        text: `The trained question head answers ${answer}: ${stated}; ${rightInWords(found.calibration)}.`,
        citations,
      },
    ],
    shortAnswer: answer,
    chance: { probability, questionOnlyProbability },
  };
}

/** The answer as its evidence spells it, so that it can be quoted: `no 0.93`. */
export function headAnswerInWords({ answer, probability }: Pick<VqaEvidence, "answer" | "probability">): string {
  return `${answer} ${probability.toFixed(2)}`;
}

function inWords(found: Omit<VqaEvidence, "id" | "marker" | "kind" | "text">): string {
  const { question, questionKind, answer, questionOnlyProbability, answerableShare, calibration } = found;
  return [
    `Question head, asked "${question}" (a question of ${questionKind}): probability ${headAnswerInWords(found)} from this scan's image`,
    `${answer} ${questionOnlyProbability.toFixed(2)} from the question alone`,
    `share of questions that such an image answers ${answerableShare.toFixed(2)}`,
    `from a probability of ${calibration.shareAtLeast} on ${rightInWords(calibration)}.`,
  ].join("; ");
}

function rightInWords({ right, n }: SpokenFrom): string {
  return `such answers were right for ${Math.round(100 * right)} % of ${n} calibration questions`;
}

/** The answer to a question about findings that would say that there is none; null where the question is about none. */
function reassurance(text: string, kind: string, { normalWords }: QuestionTerms): HeadWord | null {
  if (!aboutFindings.has(kind)) return null;
  return normalWords.some((word) => wordsOf(text).includes(word)) ? "yes" : "no";
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}&]+/gu) ?? [];
}

/** True when every word that says something is one that questions of this kind were trained with. */
function knowsWords(text: string, { words }: ClosedAnswer, { emptyWords }: QuestionTerms): boolean {
  return wordsOf(text).every((word) => words.has(word) || emptyWords.includes(word));
}

/** A kind of image or a part of the body that the question takes for granted must be the scan's: "is the brain normal?" of a hand. */
function isOfScan({ kinds, organs }: Question, { kind }: HeadAnswer, known: ScanKnowledge): boolean {
  const ofKind = kind === "modality" || kinds.every((each) => each === known.kind?.top.name);
  const { organ } = known;
  const ofOrgan = kind === "organ" || organs.every((each) => each === organ?.organ);
  return ofKind && ofOrgan;
}
