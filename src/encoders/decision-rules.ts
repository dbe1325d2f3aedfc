import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../core/sha256.ts";
import type { EncoderId } from "./contract.ts";
import { DecisionRulesError } from "./errors.ts";

const Threshold = z.number();
const Share = z.number().min(0).max(1);
const seenOnTest = {
  /** How often such a statement was right on partition test, and on how many images. */
  testRight: Share,
  testN: z.int().positive(),
  /** How often it would be right if it were said of every test image of the set; of naming the greatest class: if the commonest were named. */
  testOfAny: Share.optional(),
};
const Affirm = z.strictObject({ shareAtLeast: Threshold, ...seenOnTest });
const Deny = z.strictObject({ shareAtMost: Threshold, ...seenOnTest });
export type Affirm = z.output<typeof Affirm>;
export type Deny = z.output<typeof Deny>;

/** How the cosines of a prompt set become probabilities, with "none of these" among the outcomes: fitted on partition calibration. */
const Calibration = z.strictObject({
  /** Of the prompts that it was fitted with: it holds for no others. */
  promptsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Kinds of image that the set was meant for, in the gate's words: `kindShare` is the sum over them. */
  kinds: z.array(z.string()).min(1),
  /** Shares that one name fits: softmax(logitScale × cosine / temperature). */
  temperature: z.number().positive(),
  /** Logistic regression that none fits, on the greatest cosine, the familiarity, and the gate's share of the set's kinds. */
  none: z.strictObject({
    intercept: z.number(),
    cosine: z.number(),
    familiarity: z.number(),
    kindShare: z.number(),
  }),
  /** Images of partition test: as many of other kinds or parts of the body as of the set's own. */
  n: z.int().positive(),
  brier: z.number().min(0).max(2),
  /** Of calibration, over all outcomes on test, with its 95 % interval: 1 is right. */
  slope: z.strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]) }),
});
export type Calibration = z.output<typeof Calibration>;

/**
 * `rules.json` of a model folder: thresholds that turn an encoder's scores into statements or abstentions. They were chosen on
 * partition calibration for one encoder revision and hold for no other.
 */
const DecisionRulesFile = z.strictObject({
  encoder: z.string(),
  source: z.string(),
  /** Is the image of a kind that the encoder knows? */
  familiarity: z.strictObject({
    /** int8 rows of unit direction, one per cluster of the training images' features. */
    file: z.string(),
    clusters: z.int().positive(),
    dimensions: z.int().positive(),
    /** Least cosine of the features with the nearest cluster. */
    atLeast: Threshold,
  }),
  /** Which kinds of image do class names speak of? */
  nameKinds: z.strictObject({
    /** Terms with the kinds of image that they are said of. */
    file: z.string(),
    /** int8 rows, of which only the directions matter: the terms' text vectors, in the file's order. */
    vectors: z.string(),
    /** Softmax temperature of the terms' weights, on the cosine. */
    temperature: z.number().positive(),
    /** Weight of a term's shared word stems. */
    stemWeight: z.number().nonnegative(),
    /** Share of generic terms from which a name says nothing of its kind. */
    genericFrom: Threshold,
    /** A kind belongs to the names when it has this part of the greatest kind's weight. */
    partOfGreatest: Threshold,
    /** The names fit when one of their kinds has this share of the image's kinds. */
    imageKindAtLeast: Threshold,
  }),
  /** Is the nearest pair near enough to be called similar? Cosines. */
  likeness: z.strictObject({
    imageCosineAtLeast: Threshold,
    /** The same for a library of few pairs, in which even the nearest lies farther away. */
    smallLibraryImageCosineAtLeast: Threshold,
    smallLibraryBelowPairs: z.int().positive(),
    /** The same for an image of a kind that the encoder does not know. */
    unfamiliarImageCosineAtLeast: Threshold,
    /** Least share of the query's kinds that goes to the kind of one of the nearest pairs. */
    kindAgreementAtLeast: Threshold,
    kindAgreementTop: z.int().positive(),
    textCosineAtLeast: Threshold,
    /** The same for a text of at most so many words that speaks of kinds of image of which the library has none. */
    otherKindTextCosineAtLeast: Threshold,
    otherKindTextWords: z.int().positive(),
  }),
  /** When is an answer about the scan said aloud? */
  answers: z.strictObject({
    kindShareAtLeast: Threshold,
    organs: z.strictObject({
      shareAtLeast: Threshold,
      /** Kinds of image that the probe was fitted on. */
      kinds: z.array(z.string()).min(1),
      names: z.array(z.string()).min(2),
      /** Per organ: weights on the image vector, then the intercept. */
      weights: z.array(z.array(z.number())),
    }),
    /**
     * By prompt set: from which share its greatest class may be named, and each class affirmed or denied. Null: never, for at no
     * share was that right often enough.
     */
    sets: z.record(
      z.string(),
      z.strictObject({
        top: Affirm.nullable(),
        classes: z.record(z.string(), z.strictObject({ yes: Affirm.nullable(), no: Deny.nullable() })),
      }),
    ),
    /** Least likeness of a quoted sentence to the question, as cosine of sentence vectors. */
    sentenceAtLeast: Threshold,
  }),
  /** By prompt set; a set that is not here has no probability. */
  calibrations: z.record(z.string(), Calibration).default({}),
  files: z.record(z.string(), z.strictObject({ sha256: z.string() })),
});

const NameKindsFile = z.strictObject({
  version: z.int(),
  source: z.string(),
  kinds: z.array(z.string()).min(2),
  /** Per kind, a pattern by which a name states its kind outright. */
  explicit: z.record(z.string(), z.string()),
  /** Words that say nothing of a kind. */
  genericWords: z.array(z.string()),
  stopWords: z.array(z.string()),
  /** A term with its kinds; an empty list means said of every kind. */
  terms: z.array(z.strictObject({ term: z.string(), kinds: z.array(z.string()) })).min(1),
});
export type NameKinds = z.output<typeof NameKindsFile>;

export interface DecisionRules extends z.output<typeof DecisionRulesFile> {
  readonly nameTerms: NameKinds;
  /** [term][dimension] unit text vectors of the terms. */
  readonly nameVectors: readonly Float32Array[];
  /** [cluster][feature] unit vectors. */
  readonly familiarClusters: readonly Float32Array[];
}

/**
 * Reads the rules of a model folder.
 * @throws {DecisionRulesError} when they are missing, damaged, or were fitted for another encoder revision
 */
export async function loadDecisionRules(
  folder: string,
  encoder: EncoderId,
  dimensions: number,
): Promise<DecisionRules> {
  const rules = DecisionRulesFile.safeParse(await readJson(join(folder, "rules.json")));
  if (!rules.success) throw new DecisionRulesError(`do not fit the schema at ${rules.error.issues[0].path.join(".")}`);
  const { data } = rules;
  if (data.encoder !== encoder) throw new DecisionRulesError("were fitted for another encoder revision");
  const checked = async (name: string): Promise<Buffer> => {
    const bytes = await readFile(join(folder, name)).catch((cause) => {
      throw new DecisionRulesError(`lack the file ${name}`, { cause });
    });
    if (sha256Hex(bytes) !== data.files[name]?.sha256) throw new DecisionRulesError(`do not describe the file ${name}`);
    return bytes;
  };
  const [terms, vectors, clusters] = await Promise.all([
    checked(data.nameKinds.file),
    checked(data.nameKinds.vectors),
    checked(data.familiarity.file),
  ]);
  return {
    ...data,
    nameTerms: NameKindsFile.parse(JSON.parse(terms.toString("utf8"))),
    nameVectors: unitRows(vectors, dimensions),
    familiarClusters: unitRows(clusters, data.familiarity.dimensions),
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new DecisionRulesError("are missing or are not JSON", { cause });
  }
}

/** Rows of int8, each of whatever length, as unit vectors. */
function unitRows(bytes: Buffer, width: number): Float32Array[] {
  const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: values.length / width }, (_, row) =>
    unit(Float32Array.from(values.subarray(row * width, (row + 1) * width))),
  );
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
