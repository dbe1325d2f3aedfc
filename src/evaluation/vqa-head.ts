import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type Answered, type AskedQuestions, answered, askQuestions, figuresByCase } from "./ask-questions.ts";
import type { Metrics } from "./contract.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import type { RowReader } from "./measure-rows.ts";
import { closedScores, gainsOf, meansOf, openScores } from "./metrics/answers.ts";
import { isClosedRight, isOpenExact } from "./short-answer.ts";
import type { VqaQuestion } from "./vqa-questions.ts";
import { type VqaRows, vqaRows } from "./vqa-rows.ts";

export const vqaHeadProtocol = "vqa-head-1";

export interface VqaHeadMeasures extends Pick<AskedQuestions<unknown>, "rows" | "failed"> {
  readonly metrics: Metrics;
  /** Of the twin, which sees the question alone. */
  readonly questionOnly: Metrics;
  /** What the image added: by how much the head's figures are greater than the twin's, question by question. */
  readonly gain: Metrics;
  readonly closed: Answered;
  readonly open: Answered;
  readonly scored: VqaRows;
}

/** What the head and its twin answer to one question. */
export interface Predictions {
  readonly head: string | null;
  readonly questionOnly: string | null;
}

export interface VqaHeadQuery extends RowReader {
  readonly seed: number;
  readonly predict: (question: string, scan: EncodedScan) => Promise<Predictions>;
}

/**
 * The question head and its twin alone: every question is answered, and nothing that keeps the head silent in `ask` applies. What is
 * left of a gain with blank or other images did not come from the image.
 */
export async function measureVqaHead(
  rows: readonly EvaluationRow[],
  questions: readonly VqaQuestion[],
  { predict, seed, ...reader }: VqaHeadQuery,
): Promise<VqaHeadMeasures> {
  const { asked, ...more } = await askQuestions(rows, questions, predict, reader);
  const closed = asked.filter((each) => each.closed);
  const open = asked.filter((each) => !each.closed);
  const by = (predictor: keyof Predictions) => ({
    closed: closedScores(closed.map(({ answer, given }) => ({ answer, given: given[predictor] }))),
    open: openScores(open.map(({ answer, given }) => ({ answer, given: given[predictor] }))),
  });
  const [head, twin] = [by("head"), by("questionOnly")];
  const figures = (part: typeof head, over?: typeof twin) => ({
    ...figuresByCase(closed, over ? gainsOf(part.closed, over.closed) : meansOf(part.closed), seed),
    ...figuresByCase(open, over ? gainsOf(part.open, over.open) : meansOf(part.open), seed),
  });
  const count = (some: typeof asked) =>
    answered(
      some.map(({ given: { head }, answer, closed: isClosed, ...each }) => ({
        case: each.case,
        given: head,
        right: isClosed ? isClosedRight(head, answer) : isOpenExact(head, answer),
      })),
      seed,
    );
  return {
    metrics: figures(head),
    questionOnly: figures(twin),
    gain: figures(head, twin),
    closed: count(closed),
    open: count(open),
    scored: vqaRows(asked.map((each) => ({ ...each, given: each.given.head, abstained: null }))),
    ...more,
  };
}
