import type { Answer } from "../chat/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type Answered, type AskedQuestions, answered, askQuestions } from "./ask-questions.ts";
import type { Metrics } from "./contract.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import type { RowReader } from "./measure-rows.ts";
import type { VqaQuestion } from "./vqa-questions.ts";
import { type VqaRows, vqaFigures, vqaRows } from "./vqa-rows.ts";

export const vqaProtocol = "vqa-1";

export interface VqaMeasures extends Pick<AskedQuestions<unknown>, "rows" | "failed"> {
  readonly metrics: Metrics;
  readonly closed: Answered;
  readonly open: Answered;
  readonly scored: VqaRows;
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
  const scored = vqaRows(asked);
  return {
    metrics: metricsOf(vqaFigures(scored), seed),
    closed: answered(closed),
    open: answered(open),
    scored,
    ...more,
  };
}
