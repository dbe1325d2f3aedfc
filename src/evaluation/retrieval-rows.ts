import { z } from "zod";
import type { NamedStatistic } from "./bootstrap.ts";
import type { FigureRows } from "./figure-rows.ts";
import { meanOf } from "./metrics/statistic.ts";

const Rank = z.strictObject({
  /** SHA-256 of the image file; of a caption, its first image's. */
  image: z.string(),
  case: z.int().nonnegative(),
  /** From 1, among the candidates. */
  rank: z.int().positive(),
});
const Vote = z.strictObject({ image: z.string(), case: z.int().nonnegative(), right: z.boolean() });

/** Every image and caption that was looked for, and the vote of every labelled image's neighbours. */
export const RetrievalRows = z.strictObject({
  kind: z.literal("retrieval"),
  images: z.array(Rank),
  captions: z.array(Rank),
  votes: z.array(Vote),
});
export type RetrievalRows = z.output<typeof RetrievalRows>;

/** Image -> caption, caption -> image, and votes: each with rows of its own. */
export function retrievalFigures({ images, captions, votes }: RetrievalRows): readonly FigureRows[] {
  return [
    figureRows(images, (of) => {
      const ranks = of.map(({ rank }) => rank);
      return [...recalls("recallAt", ranks), { name: "meanRank", statistic: meanOf(ranks) }];
    }),
    figureRows(captions, (of) =>
      recalls(
        "textToImageRecallAt",
        of.map(({ rank }) => rank),
      ),
    ),
    figureRows(votes, (of) => [{ name: "majorityVoteAt5", statistic: meanOf(of.map(({ right }) => Number(right))) }]),
  ];
}

function figureRows<Row extends { readonly image: string; readonly case: number }>(
  rows: readonly Row[],
  statistics: (rows: readonly Row[]) => readonly NamedStatistic[],
): FigureRows {
  return {
    ids: rows.map(({ image }) => image),
    cases: rows.map((row) => row.case),
    statisticsOf: (of) => statistics(of.map((i) => rows[i])),
  };
}

function recalls(prefix: "recallAt" | "textToImageRecallAt", ranks: readonly number[]): NamedStatistic[] {
  return ([1, 5, 10] as const).map((k) => ({
    name: `${prefix}${k}`,
    statistic: meanOf(ranks.map((rank) => (rank <= k ? 1 : 0))),
  }));
}
