import { argmax } from "../core/vector.ts";
import type { WorstCase } from "../evaluation/html/case-pictures.ts";
import type { MeasuredRow } from "../evaluation/measure-rows.ts";
import type { ZeroShotRows } from "../evaluation/zeroshot-rows.ts";
import { decodeScan } from "../imaging/decode.ts";
import { encodePng } from "../imaging/view.ts";

const most = 12;
const shortSidePx = 128;

/** The wrong rows whose wrong class has the greatest share. */
export async function worstCases(
  measured: readonly MeasuredRow<unknown>[],
  { classes, rows }: ZeroShotRows,
): Promise<readonly WorstCase[]> {
  const wrong = rows
    .map(({ truth, shares }, i) => ({ truth, shares, called: argmax(shares), ...measured[i] }))
    .filter(({ truth, called }) => truth !== called)
    .sort((a, b) => b.shares[b.called] - a.shares[a.called])
    .slice(0, most);
  return Promise.all(
    wrong.map(async ({ truth, called, shares, seenInTraining, row }) => ({
      truth: classes[truth],
      called: classes[called],
      share: shares[called],
      truthShare: shares[truth],
      seenInTraining,
      picture: await encodePng((await decodeScan(row.imagePath)).image, { shortSidePx }),
    })),
  );
}
