import type { Answer } from "../chat/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type Answered, type AskedQuestions, answered, askQuestions, figuresByCase } from "./ask-questions.ts";
import type { Metrics } from "./contract.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import type { RowReader } from "./measure-rows.ts";
import { closedScores, meansOf, openScores } from "./metrics/answers.ts";
import { meanOf } from "./metrics/statistic.ts";
import type { VqaQuestion } from "./vqa-questions.ts";

export const vqaProtocol = "vqa-1";

export interface VqaMeasures extends Pick<AskedQuestions<unknown>, "rows" | "failed"> {
  readonly metrics: Metrics;
  readonly closed: Answered;
  readonly open: Answered;
}

export interface VqaQuery extends RowReader {
  readonly seed: number;
  readonly answer: (question: string, scan: EncodedScan) => Promise<Pick<Answer, "shortAnswer" | "abstained">>;
}

/** Asks every question about its image. An abstention is wrong, and is counted. Intervals are by the image's case. */
export async function measureVqa(
  rows: readonly EvaluationRow[],
  questions: readonly VqaQuestion[],
  { answer, seed, ...reader }: VqaQuery,
): Promise<VqaMeasures> {
  const { asked: answers, ...more } = await askQuestions(rows, questions, answer, reader);
  const asked = answers.map((each) => {
    const { shortAnswer, abstained } = each.given;
    return { ...each, abstained, given: abstained ? null : shortAnswer };
  });
  const closed = asked.filter((each) => each.closed);
  const open = asked.filter((each) => !each.closed);
  const abstained = meanOf(asked.map((each) => Number(each.abstained)));
  return {
    metrics: {
      ...figuresByCase(closed, meansOf(closedScores(closed)), seed),
      ...figuresByCase(open, meansOf(openScores(open)), seed),
      ...figuresByCase(asked, [{ name: "abstentionRate", statistic: abstained }], seed),
    },
    closed: answered(closed),
    open: answered(open),
    ...more,
  };
}
