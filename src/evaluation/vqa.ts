import type { Answer } from "../chat/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { bootstrap, type NamedStatistic } from "./bootstrap.ts";
import type { Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { meanOf } from "./metrics/statistic.ts";
import { isClosedRight, isOpenExact, tokenRecall } from "./short-answer.ts";
import type { VqaQuestion } from "./vqa-questions.ts";

export const vqaProtocol = "vqa-1";

export interface VqaMeasures {
  readonly metrics: Metrics;
  readonly closed: Answered;
  readonly open: Answered;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

/** Questions of one type, and how many of them got a bare answer. */
export interface Answered {
  readonly n: number;
  readonly answered: number;
}

export interface VqaQuery extends RowReader {
  readonly seed: number;
  readonly answer: (question: string, scan: EncodedScan) => Promise<Pick<Answer, "shortAnswer" | "abstained">>;
}

interface Asked extends VqaQuestion {
  readonly given: string | null;
  readonly abstained: boolean;
  readonly case: string;
}

/** Asks every question about its image. An abstention is wrong, and is counted. Intervals are by the image's case. */
export async function measureVqa(
  rows: readonly EvaluationRow[],
  questions: readonly VqaQuestion[],
  { answer, seed, ...reader }: VqaQuery,
): Promise<VqaMeasures> {
  const byImage = new Map<string, VqaQuestion[]>();
  for (const question of questions)
    byImage.set(question.imagePath, [...(byImage.get(question.imagePath) ?? []), question]);
  const pictured = rows.filter(({ imagePath }) => byImage.has(imagePath));
  if (pictured.length === 0) throw new EvaluationEmptyError("questions");
  const ask = async (scan: EncodedScan, { imagePath }: EvaluationRow) => {
    const answers: Omit<Asked, "case">[] = [];
    for (const question of byImage.get(imagePath) ?? []) {
      reader.signal?.throwIfAborted();
      const { shortAnswer, abstained } = await answer(question.question, scan);
      answers.push({ ...question, given: abstained ? null : shortAnswer, abstained });
    }
    return answers;
  };
  const { measured, failed } = await measureRows(pictured, ask, reader);
  const asked = measured.flatMap((row) => row.measured.map((each): Asked => ({ ...each, case: row.case })));
  const [closed, open] = [asked.filter(({ closed: isClosed }) => isClosed), asked.filter((each) => !each.closed)];
  const figures = (of: readonly Asked[], statistics: readonly NamedStatistic[]) =>
    bootstrap(
      of.length > 0 ? statistics : [],
      of.map((each) => each.case),
      { seed },
    );
  return {
    metrics: {
      ...figures(closed, [
        {
          name: "closedAccuracy",
          statistic: meanOf(closed.map((each) => Number(isClosedRight(each.given, each.answer)))),
        },
      ]),
      ...figures(open, [
        { name: "openExact", statistic: meanOf(open.map((each) => Number(isOpenExact(each.given, each.answer)))) },
        { name: "openTokenRecall", statistic: meanOf(open.map((each) => tokenRecall(each.given, each.answer))) },
      ]),
      ...figures(asked, [
        { name: "abstentionRate", statistic: meanOf(asked.map(({ abstained }) => Number(abstained))) },
      ]),
    },
    closed: answered(closed),
    open: answered(open),
    rows: measured,
    failed,
  };
}

function answered(asked: readonly Asked[]): Answered {
  return { n: asked.length, answered: asked.filter(({ given }) => given !== null).length };
}
