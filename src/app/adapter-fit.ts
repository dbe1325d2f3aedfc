import type { RowReader } from "../evaluation/measure-rows.ts";
import type { FittedOn } from "../zeroshot/adapters/adapter.ts";
import type { StoredAdapter } from "../zeroshot/adapters/adapter-file.ts";
import type { AdapterMethod } from "../zeroshot/adapters/contract.ts";
import { type Example, fitAdapter } from "../zeroshot/adapters/fit-adapter.ts";
import { prepareMethod } from "../zeroshot/adapters/prepare-method.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { EvaluationRun } from "./evaluation-run.ts";

export interface AdapterFitParts {
  readonly run: EvaluationRun;
  readonly set: PromptSet;
  readonly method: AdapterMethod;
  /** Of the rows that are fitted to. */
  readonly partition: string | null;
  /** What its file says of itself. */
  readonly made: Pick<FittedOn, "createdAt" | "caselens">;
}

export interface AdapterFit {
  readonly reader: RowReader & { readonly ownImages: boolean };
  fitTo(examples: readonly Example[]): Promise<StoredAdapter>;
}

/** How an adapter is fitted in a run: to the names of a set, for the encoder asked for, told fold by fold. */
export async function createAdapterFit(parts: AdapterFitParts): Promise<AdapterFit> {
  const { run, set, method, partition, made } = parts;
  const { encoder, encoding, reader, data } = run;
  const { seed, signal, onProgress } = reader;
  const prepared = await prepareMethod(method, set, encoder);
  return {
    reader: { ...reader, ownImages: encoder.id === encoding.encoder.id },
    fitTo: (examples) =>
      fitAdapter(examples, {
        method: prepared,
        names: set.classes.map(({ name }) => name),
        encoder: encoder.id,
        judge: encoding.encoder.id,
        about: { data, partition, ...made },
        seed,
        signal,
        onFold: (done, total) => onProgress?.({ done, total, unit: "folds", perSecond: null, etaSeconds: null }),
      }),
  };
}
