import type { DualEncoder } from "../encoders/contract.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import { shareSeen } from "../evaluation/measure-rows.ts";
import { measureNames, type NamesOnPairs } from "../evaluation/names-on-pairs.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { LabelsInvalidError } from "../zeroshot/errors.ts";
import type { EmbedPromptSet } from "../zeroshot/prototypes.ts";

export interface TryNamesRequest {
  /** @default the library in use */
  readonly library?: string | undefined;
  /** Only pairs of this condition. */
  readonly where?: string | undefined;
  readonly templates: readonly string[];
  readonly classes: readonly {
    readonly name: string;
    readonly synonyms: readonly string[];
    /** Labels of the library's pairs that mean this class. */
    readonly labels: readonly string[];
  }[];
}

export interface TriedNames extends NamesOnPairs {
  readonly library: string;
  readonly encoder: DualEncoder["id"];
  /** Part of the pairs whose image the encoder was trained on; null where it cannot tell. */
  readonly seenInTraining: number | null;
  /** Pairs that were looked at and have a label of no class. */
  readonly unlabelled: number;
  /** True where the library has more pairs than are looked at. */
  readonly cutOff: boolean;
  readonly seconds: number;
}

export interface TryNamesParts {
  readonly encoding: () => Promise<Encoding>;
  readonly embed: EmbedPromptSet;
  readonly openLibrary: (name: string | undefined) => Promise<Library & AsyncDisposable>;
}

/** Pairs that are looked at: enough for any figure, few enough to answer while somebody types. */
const mostPairs = 20_000;

/** Tries names on the labelled pairs of a library, by the vectors that it holds: nothing is read or encoded but the names. */
export function createTryNames({ encoding, embed, openLibrary }: TryNamesParts) {
  return async (
    { library: named, where, templates, classes }: TryNamesRequest,
    signal?: AbortSignal,
  ): Promise<TriedNames> => {
    const start = performance.now();
    if (classes.length < 2) throw new LabelsInvalidError("one");
    const names = classes.map(({ name }) => name);
    if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw new LabelsInvalidError("repeated");
    const encoder = chosenOf(await encoding());
    await using library = await openLibrary(named);
    const stored = await library.pairs.imageVectors({ limit: mostPairs, where });
    const pairs = stored.flatMap(({ pair, vector }) => {
      const truth = classes.findIndex(({ labels }) => pair.label !== null && labels.includes(pair.label));
      return truth < 0 ? [] : [{ id: pair.id, sha256: pair.sha256, case: pair.case, truth, vector }];
    });
    if (pairs.length === 0) throw new EvaluationEmptyError("labels");
    const seen = await Promise.all(pairs.map(({ sha256 }) => encoder.seenInTraining(sha256)));
    const set: PromptSet = {
      id: "tried",
      version: 1,
      title: "tried",
      source: "the user",
      templates,
      classes: classes.map((each) => ({ ...each, field: "label" })),
    };
    const prototypes = await embed(set, encoder.text, { signal });
    const { logitScale } = encoder;
    return {
      library: library.manifest.name,
      encoder: encoder.id,
      seenInTraining: shareSeen(seen.map((seenInTraining) => ({ seenInTraining }))),
      unlabelled: stored.length - pairs.length,
      cutOff: stored.length === mostPairs,
      ...measureNames(pairs, names, prototypes, { logitScale, seed: 0 }),
      seconds: Math.round(performance.now() - start) / 1000,
    };
  };
}
