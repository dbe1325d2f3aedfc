import type { Answer } from "../chat/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type Answered, type Asked, type AskedQuestions, answered, askQuestions, shareOf } from "./ask-questions.ts";
import type { Figure, Metrics } from "./contract.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import type { RowReader } from "./measure-rows.ts";
import { isClosedRight, isOpenExact } from "./short-answer.ts";
import type { VqaQuestion } from "./vqa-questions.ts";
import { type VqaRows, vqaFigures, vqaRows } from "./vqa-rows.ts";

export const vqaProtocol = "vqa-1";

export interface VqaMeasures extends Pick<AskedQuestions<unknown>, "rows" | "failed"> {
  readonly metrics: Metrics;
  readonly closed: Answered;
  readonly open: Answered;
  /** Null where no other wordings were asked. */
  readonly rephrasing: RephrasingAgreement | null;
  readonly scored: VqaRows;
}

export interface VqaQuery extends RowReader {
  readonly seed: number;
  readonly answer: (question: string, scan: EncodedScan) => Promise<BareAnswer>;
  /** Other wordings of a closed question, each of which is asked too. @default none is */
  readonly rephrase?: ((question: string) => readonly string[]) | undefined;
}

type BareAnswer = Pick<Answer, "shortAnswer" | "abstained">;

/** How often closed questions are answered alike in other words. */
export interface RephrasingAgreement {
  /** Other wordings that were asked, over all questions. */
  readonly n: number;
  /** Answered alike, abstentions included. */
  readonly agree: Figure | null;
  /** Of the questions that were answered as they stand. */
  readonly whenAnswered: { readonly n: number; readonly agree: Figure | null };
}

/** Asks every question about its image. An abstention is wrong, and is counted. Intervals are by the image's case. */
export async function measureVqa(
  rows: readonly EvaluationRow[],
  questions: readonly VqaQuestion[],
  { answer, rephrase, seed, ...reader }: VqaQuery,
): Promise<VqaMeasures> {
  const closedQuestions = new Set(questions.filter(({ closed }) => closed).map(({ question }) => question));
  const askBoth = async (question: string, scan: EncodedScan) => {
    const others: BareAnswer[] = [];
    for (const other of rephrase && closedQuestions.has(question) ? rephrase(question) : [])
      others.push(await answer(other, scan));
    return { first: await answer(question, scan), others };
  };
  const { asked: answers, ...more } = await askQuestions(rows, questions, askBoth, reader);
  const asked = answers.map((each) => {
    const { shortAnswer, abstained } = each.given.first;
    const given = abstained ? null : shortAnswer;
    const right = each.closed ? isClosedRight(given, each.answer) : isOpenExact(given, each.answer);
    return { ...each, abstained, given, right, others: each.given.others };
  });
  const closed = asked.filter((each) => each.closed);
  const open = asked.filter((each) => !each.closed);
  const scored = vqaRows(asked);
  return {
    metrics: metricsOf(vqaFigures(scored), seed),
    closed: answered(closed, seed),
    open: answered(open, seed),
    rephrasing: rephrase ? agreementOf(closed, seed) : null,
    scored,
    ...more,
  };
}

interface AskedTwice extends Pick<Asked<string | null>, "given" | "case"> {
  readonly others: readonly BareAnswer[];
}

function agreementOf(closed: readonly AskedTwice[], seed: number): RephrasingAgreement {
  const each = closed.flatMap(({ given, case: caseId, others }) =>
    others.map((other) => ({ case: caseId, given, same: (other.abstained ? null : other.shortAnswer) === given })),
  );
  const answeredOnes = each.filter(({ given }) => given !== null);
  const agree = (of: typeof each) => shareOf(of, ({ same }) => same, seed);
  return { n: each.length, agree: agree(each), whenAnswered: { n: answeredOnes.length, agree: agree(answeredOnes) } };
}
