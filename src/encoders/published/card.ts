import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { faultInWords, fileFault } from "../../core/file-fault.ts";
import { ArchitectureSpec } from "../architectures/spec.ts";
import { PreprocessSpec } from "../preprocess/spec.ts";
import { TokenizerSpec } from "../tokenizers/spec.ts";
import { CardUnknownError, PublishedCardError } from "./errors.ts";

const Words = z.string().min(1);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Url = z.url({ protocol: /^https$/ });

/** A file of the model as its publisher offers it. */
const PublishedFile = z.strictObject({
  /** Path within the repository, or the name of the download. */
  name: Words,
  /** Null until a first import recorded it: the file is then unverified. */
  sha256: Sha256.nullable(),
});

/** A file that is kept beside the graphs, under the last part of its name. */
const KeptFile = PublishedFile.refine(
  ({ name }) => /^\w[\w.-]*$/.test(basename(name)) && !/^(model\.json|.*\.onnx(\.data)?)$/.test(basename(name)),
  { path: ["name"], error: "is no name that a file can be kept under" },
);

/** A file of tensors. */
const PublishedWeights = PublishedFile.extend({
  /** What `architecture` puts before the names of its tensors, to tell them from those of the other file. */
  prefix: z.string().default(""),
});

/** A figure as its publisher states it; never one of ours. */
const PublishedFigure = z.strictObject({ what: Words, value: z.number(), source: Words });

/**
 * The card of a published model, `models/cards/<id>.json`: everything that is needed to import it and to use it as its authors do.
 * Nothing in it is a guess: `sources` say where each fact was read.
 */
export const PublishedCard = z.strictObject({
  id: z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9.-]*$/),
  /** As its authors call it. */
  name: Words,
  /** Where the weights are. A repository is one of the Hugging Face hub; a page is where a person downloads them. */
  source: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("hub"),
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
      revision: Words.nullable(),
    }),
    z.strictObject({ kind: z.literal("page"), url: Url }),
  ]),
  /** The checkpoint; where the text side has a file of its own, that of the image side. */
  weights: PublishedWeights,
  /** The file of the text side, from the same place; null where one file holds both sides, or there is no text side. */
  textWeights: PublishedWeights.nullable().default(null),
  /** Vocabulary and the like, kept beside the graphs. */
  files: z.array(KeptFile),
  licence: z.strictObject({
    name: Words,
    /** The publisher gives the weights only to those who agree to terms. */
    gated: z.boolean(),
    /** What the licence asks of a user, in a sentence. */
    note: Words.nullable(),
  }),
  /** Null: the network is not built yet; `notBuilt` says what it needs. */
  architecture: ArchitectureSpec.nullable(),
  notBuilt: Words.nullable(),
  preprocess: PreprocessSpec.nullable(),
  tokenizer: TokenizerSpec.nullable(),
  /** Of its embeddings; null where no source says it. */
  dimensions: z.int().positive().nullable(),
  intendedUse: Words,
  limits: z.array(Words).min(1),
  figures: z.array(PublishedFigure),
  sources: z.array(Words).min(1),
});
export type PublishedCard = z.output<typeof PublishedCard>;

/** Published models that have a card, in order of id. */
export interface PublishedCards {
  list(): Promise<readonly PublishedCard[]>;
  /** @param id of a card, in any case of letters, or path of a card file of the user's own. @throws {CardUnknownError | PublishedCardError} */
  find(id: string): Promise<PublishedCard>;
}

/** @param folder `models/cards` */
export function createPublishedCards(folder: string): PublishedCards {
  const ids = async () =>
    (await readdir(folder)).flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -5)] : [])).sort();
  return {
    list: async () => Promise.all((await ids()).map((id) => readPublishedCard(join(folder, `${id}.json`)))),
    async find(id) {
      if (id.endsWith(".json")) return readPublishedCard(id);
      const known = await ids();
      const folded = id.toLowerCase();
      if (!known.includes(folded)) throw new CardUnknownError(known);
      return readPublishedCard(join(folder, `${folded}.json`));
    },
  };
}

/** @throws {PublishedCardError} */
export async function readPublishedCard(path: string): Promise<PublishedCard> {
  const fault = await fileFault(path);
  if (fault !== null) throw new PublishedCardError(faultInWords[fault]);
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new PublishedCardError("cannot be read as JSON", { cause });
  }
  const parsed = PublishedCard.safeParse(raw);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.slice(0, 5).map(({ path: at }) => at.join("."));
  throw new PublishedCardError(`does not fit the schema at ${paths.join(", ")}`, { cause: parsed.error });
}
