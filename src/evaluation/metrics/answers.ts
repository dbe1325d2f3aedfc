import type { NamedStatistic } from "../bootstrap.ts";
import { isClosedRight, isOpenExact, tokenRecall } from "../short-answer.ts";
import { meanOf } from "./statistic.ts";

/** An answer as it was wanted and as it was given; null: none was. */
export interface GivenAnswer {
  readonly answer: string;
  readonly given: string | null;
}

/** One figure an answer, beside each metric's name. */
type Scores = readonly { readonly name: NamedStatistic["name"]; readonly scores: readonly number[] }[];

export function closedScores(answers: readonly GivenAnswer[]): Scores {
  return [{ name: "closedAccuracy", scores: answers.map(({ given, answer }) => Number(isClosedRight(given, answer))) }];
}

export function openScores(answers: readonly GivenAnswer[]): Scores {
  return [
    { name: "openExact", scores: answers.map(({ given, answer }) => Number(isOpenExact(given, answer))) },
    { name: "openTokenRecall", scores: answers.map(({ given, answer }) => tokenRecall(given, answer)) },
  ];
}

export function meansOf(scores: Scores): readonly NamedStatistic[] {
  return scores.map(({ name, scores: values }) => ({ name, statistic: meanOf(values) }));
}

/** By how much the first are greater, answer by answer. @param others of the same questions in the same order */
export function gainsOf(scores: Scores, others: Scores): readonly NamedStatistic[] {
  return scores.map(({ name, scores: values }, metric) => ({
    name,
    statistic: meanOf(values.map((value, i) => value - others[metric].scores[i])),
  }));
}
