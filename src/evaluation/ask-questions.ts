import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { bootstrap, figureOf, type NamedStatistic, resample } from "./bootstrap.ts";
import type { Figure, Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { type MeasuredRows, measureRows, type RowReader } from "./measure-rows.ts";
import { meanOf } from "./metrics/statistic.ts";
import type { VqaQuestion } from "./vqa-questions.ts";

/** A question that was asked about its image, and what came back. */
export interface Asked<T> extends VqaQuestion {
  readonly given: T;
  /** The image's case. */
  readonly case: string;
  /** SHA-256 of the image file. */
  readonly image: string;
}

export interface AskedQuestions<T> {
  readonly asked: readonly Asked<T>[];
  readonly rows: MeasuredRows<unknown>["measured"];
  readonly failed: MeasuredRows<unknown>["failed"];
}

/** Asks every question about its image, each image encoded once. */
export async function askQuestions<T>(
  rows: readonly EvaluationRow[],
  questions: readonly VqaQuestion[],
  ask: (question: string, scan: EncodedScan) => Promise<T>,
  reader: RowReader,
): Promise<AskedQuestions<T>> {
  const byImage = new Map<string, VqaQuestion[]>();
  for (const question of questions)
    byImage.set(question.imagePath, [...(byImage.get(question.imagePath) ?? []), question]);
  const pictured = rows.filter(({ imagePath }) => byImage.has(imagePath));
  if (pictured.length === 0) throw new EvaluationEmptyError("questions");
  const askAll = async (scan: EncodedScan, { imagePath }: EvaluationRow) => {
    const answers: Omit<Asked<T>, "case" | "image">[] = [];
    for (const question of byImage.get(imagePath) ?? []) {
      reader.signal?.throwIfAborted();
      answers.push({ ...question, given: await ask(question.question, scan) });
    }
    return answers;
  };
  const { measured, failed } = await measureRows(pictured, askAll, reader);
  const asked = measured.flatMap((row) => row.measured.map((each) => ({ ...each, case: row.case, image: row.image })));
  return { asked, rows: measured, failed };
}

/** Questions of one type, how many of them got a bare answer, and how often such an answer was right; null where there was none. */
export interface Answered {
  readonly n: number;
  readonly answered: number;
  readonly accuracyWhenAnswered: Figure | null;
}

/** Figures with intervals by the images' cases; none where nothing was asked. */
export function figuresByCase(
  asked: readonly Pick<Asked<unknown>, "case">[],
  statistics: readonly NamedStatistic[],
  seed: number,
): Metrics {
  const cases = asked.map((each) => each.case);
  return bootstrap(asked.length > 0 ? statistics : [], cases, { seed });
}

export function answered(
  asked: readonly (Pick<Asked<string | null>, "given" | "case"> & { readonly right: boolean })[],
  seed: number,
): Answered {
  const given = asked.filter((each) => each.given !== null);
  return { n: asked.length, answered: given.length, accuracyWhenAnswered: shareOf(given, ({ right }) => right, seed) };
}

/** Share of the questions that something holds of, with its interval by the images' cases; null of none. */
export function shareOf<T extends Pick<Asked<unknown>, "case">>(
  asked: readonly T[],
  holds: (each: T) => boolean,
  seed: number,
): Figure | null {
  if (asked.length === 0) return null;
  const [drawn] = resample(
    [meanOf(asked.map((each) => Number(holds(each))))],
    asked.map((each) => each.case),
    { seed },
  );
  return figureOf(drawn);
}
