import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { otherKind } from "../encoders/known-kind.ts";
import type { Example } from "../zeroshot/adapters/fit-adapter.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { classOf } from "./class-labels.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { type MeasuredRows, measureRows, type RowReader } from "./measure-rows.ts";

export interface LabelledExamples extends Pick<MeasuredRows<unknown>, "failed"> {
  readonly examples: readonly Example[];
}

/**
 * What an adapter is fitted to: the vector of every row that a class of the set stands for.
 * @param ownImages whether `seenInTraining` speaks of the encoder whose vectors they are
 */
export async function labelledExamples(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  { ownImages, ...reader }: RowReader & { readonly ownImages: boolean },
): Promise<LabelledExamples> {
  const labelled = rows.filter((row) => classOf(set, row) !== null);
  const { measured, failed } = await measureRows(labelled, exampleOf, reader);
  const examples = measured.map(({ row, measured: example, ...rest }) => ({
    ...example,
    label: classOf(set, row) ?? -1,
    case: rest.case,
    seenInTraining: ownImages ? rest.seenInTraining : null,
  }));
  return { examples, failed };
}

function exampleOf({ chosen, kind, familiarity, scan }: EncodedScan) {
  return {
    vector: chosen.embedding.values,
    kind: kind && familiarity?.familiar ? kind.kind : otherKind,
    sha256: scan.sha256,
  };
}
