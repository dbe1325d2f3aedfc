import type { EncoderId } from "../../encoders/contract.ts";
import type { FittedOn } from "./adapter.ts";
import { type StoredAdapter, storedForm } from "./adapter-file.ts";
import type { ChoiceOptions, Examples } from "./choose-setting.ts";
import type { ZeroShotLogits } from "./contract.ts";
import { ExamplesTooManyError } from "./errors.ts";
import { fitHead } from "./fit-head.ts";
import { fitLikeness } from "./likeness.ts";

/** A labelled image, as an adapter is fitted to it. */
export interface Example {
  /** Unit vector by the encoder that the adapter is for. */
  readonly vector: Float32Array;
  /** Index in the names. */
  readonly label: number;
  readonly case: string;
  /** By the embedded encoder: its gate's word, or `other`. */
  readonly kind: string;
  /** Of the image file. */
  readonly sha256: string;
  /** Whether the encoder itself was trained on it; null where it cannot tell. */
  readonly seenInTraining: boolean | null;
}

export interface AdapterRequest extends ChoiceOptions {
  /** A Tip-Adapter's names come with their prototypes, one a name. */
  readonly method: "logistic" | "knn" | { readonly tip: ZeroShotLogits; readonly promptsSha256: string };
  /** Names that the labels stand for; one without an example becomes no class. */
  readonly names: readonly string[];
  readonly encoder: EncoderId;
  /** The embedded encoder, whose gate told the kinds. */
  readonly judge: EncoderId;
  readonly about: Pick<FittedOn, "data" | "partition" | "createdAt" | "caselens">;
}

/** More say no more of a few classes, and every one of them would be compared with every other. */
const mostExamples = 10_000;

/**
 * Fits an adapter in the form in which its file gives it back. The same examples and seed give the same adapter.
 * @param examples of at least two of the names
 * @throws {ExamplesTooManyError}
 */
export async function fitAdapter(examples: readonly Example[], request: AdapterRequest): Promise<StoredAdapter> {
  if (examples.length > mostExamples) throw new ExamplesTooManyError(mostExamples);
  const { method, names, encoder, judge, about, ...choice } = request;
  const present = [...new Set(examples.map(({ label }) => label))].sort((a, b) => a - b);
  const set: Examples = {
    vectors: examples.map(({ vector }) => vector),
    labels: examples.map(({ label }) => present.indexOf(label)),
    cases: examples.map((each) => each.case),
    classes: present.length,
  };
  const asked =
    typeof method === "string"
      ? { method }
      : {
          method: "tip" as const,
          names: { ...method.tip, prototypes: present.map((label) => method.tip.prototypes[label]) },
        };
  const { parameters, crossValidation } = await fitHead(asked, set, choice);
  const seen = examples.map(({ seenInTraining }) => seenInTraining);
  return storedForm({
    encoder,
    classes: present.map((label) => {
      const own = examples.filter((each) => each.label === label);
      return { name: names[label], n: own.length, cases: countDistinct(own.map((each) => each.case)) };
    }),
    head: parameters,
    kinds: { judge, images: counts(examples.map(({ kind }) => kind)) },
    likeness: fitLikeness(set, choice.seed),
    images: [...new Set(examples.map(({ sha256 }) => sha256.slice(0, 16)))],
    fittedOn: {
      ...about,
      cases: countDistinct(set.cases),
      promptsSha256: typeof method === "string" ? null : method.promptsSha256,
      seed: choice.seed,
      seenInTraining: seen.includes(null) ? null : seen.filter(Boolean).length / seen.length,
      crossValidation,
    },
  });
}

function countDistinct(values: readonly string[]): number {
  return new Set(values).size;
}

function counts(values: readonly string[]): Record<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return Object.fromEntries(found);
}
