import { z } from "zod";
import { sha256Hex } from "../core/sha256.ts";
import type { Asked } from "./ask-questions.ts";
import { caseNumbers, type NamedStatistic } from "./bootstrap.ts";
import type { FigureRows } from "./figure-rows.ts";
import { meanOf } from "./metrics/statistic.ts";
import { isClosedRight, isOpenExact, tokenRecall } from "./short-answer.ts";

const Row = z.strictObject({
  /** SHA-256 of the image file. */
  image: z.string(),
  case: z.int().nonnegative(),
  /** SHA-256 of the question: its words are the source's. */
  question: z.string(),
  closed: z.boolean(),
  /** A closed answer is right, an open one exact. */
  right: z.boolean(),
  /** Share of the wanted words; null for a closed question. */
  tokenRecall: z.number().nullable(),
  /** Null for a protocol that answers everything. */
  abstained: z.boolean().nullable(),
});

/** Every question that was asked. */
export const VqaRows = z.strictObject({ kind: z.literal("vqa"), rows: z.array(Row).min(1) });
export type VqaRows = z.output<typeof VqaRows>;

/** @param asked `given`: the bare answer, null where there was none */
export function vqaRows(asked: readonly (Asked<string | null> & { readonly abstained: boolean | null })[]): VqaRows {
  const cases = caseNumbers(asked.map((each) => each.case));
  return {
    kind: "vqa",
    rows: asked.map(({ image, question, closed, answer, given, abstained }, i) => ({
      image,
      case: cases[i],
      question: sha256Hex(question),
      closed,
      right: closed ? isClosedRight(given, answer) : isOpenExact(given, answer),
      tokenRecall: closed ? null : tokenRecall(given, answer),
      abstained,
    })),
  };
}

export function vqaFigures({ rows }: VqaRows): readonly FigureRows[] {
  const part = (
    of: readonly z.output<typeof Row>[],
    statistics: (of: readonly z.output<typeof Row>[]) => readonly NamedStatistic[],
  ): FigureRows => ({
    ids: of.map(({ image, question }) => `${image} ${question}`),
    cases: of.map((row) => row.case),
    statisticsOf: (indices) => statistics(indices.map((i) => of[i])),
  });
  const mean = (values: readonly boolean[]) => meanOf(values.map(Number));
  return [
    part(
      rows.filter(({ closed }) => closed),
      (of) => [{ name: "closedAccuracy", statistic: mean(of.map(({ right }) => right)) }],
    ),
    part(
      rows.filter(({ closed }) => !closed),
      (of) => [
        { name: "openExact", statistic: mean(of.map(({ right }) => right)) },
        { name: "openTokenRecall", statistic: meanOf(of.map((row) => row.tokenRecall ?? 0)) },
      ],
    ),
    part(
      rows.filter(({ abstained }) => abstained !== null),
      (of) => [{ name: "abstentionRate", statistic: mean(of.map(({ abstained }) => abstained === true)) }],
    ),
  ];
}
