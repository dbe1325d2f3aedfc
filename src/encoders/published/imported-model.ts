import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../../core/sha256.ts";
import { EncoderId } from "../contract.ts";
import { PublishedCard } from "./card.ts";
import { ImportedModelError } from "./errors.ts";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Name = z.string().regex(/^[\w.-]+$/);

/** A graph of the model folder, and its weights where they stand in a file of their own. */
const Tower = z.strictObject({
  graph: Name,
  weights: Name.nullable(),
  /** Further files of the weights, where there are several. */
  moreWeights: z.array(Name).min(1).readonly().optional(),
});

/** A file that weights were read from. */
const CheckpointFacts = z.strictObject({ name: z.string().min(1), sha256: Sha256, sizeBytes: z.int().positive() });

/** `model.json` of an imported model's folder: the card as it was then, and what the import made of it. */
export const ImportedModelFile = z.strictObject({
  format: z.literal(1),
  card: PublishedCard,
  /** The file that the weights were read from; that of the image side, where the text side has one of its own. */
  checkpoint: CheckpointFacts.extend({
    text: CheckpointFacts.optional(),
    /** The files that hold the tensors, where the first is their index. */
    shards: z.array(CheckpointFacts).min(1).optional(),
    /** True where every checksum is the card's. */
    verified: z.boolean(),
  }),
  importedAt: z.iso.datetime(),
  dimensions: z.int().positive(),
  logits: z.strictObject({ scale: z.number().positive().nullable(), bias: z.number().nullable() }),
  image: Tower.extend({
    /** True where patches lie in the space of the embeddings. */
    patches: z.boolean(),
  }),
  text: Tower.extend({
    /** True where the tower looks at the padding: texts are filled up to the full context. */
    fullContext: z.boolean(),
  }).nullable(),
  /** Of a model in 8 bits. */
  quantized: z
    .strictObject({
      /** The model that it was made of. */
      of: EncoderId,
      /** Images that both were tried on. */
      n: z.int().nonnegative(),
      /** Of the two models' vectors; null where they were not compared. */
      cosine: z.strictObject({ mean: z.number(), least: z.number() }).nullable(),
    })
    .optional(),
  files: z.record(Name, z.strictObject({ sha256: Sha256, sizeBytes: z.int().nonnegative() })),
});
export type ImportedModelFile = z.output<typeof ImportedModelFile>;

export const importedModelFile = "model.json";

/** An imported model with the folder that it stands in. */
export interface ImportedModel {
  readonly folder: string;
  readonly encoderId: EncoderId;
  readonly model: ImportedModelFile;
}

/** True for graphs that somebody else exported: their weights stand where they were put, and nobody has compared them with ours. */
export function isExported({ checkpoint }: Pick<ImportedModelFile, "checkpoint">): boolean {
  return checkpoint.name.endsWith(".onnx");
}

/** First eight hex digits of SHA-256 over the files, and over what is done before and after the graphs. */
export function importedEncoderId({
  card,
  files,
  image,
  text,
}: Omit<ImportedModelFile, "importedAt" | "checkpoint">): EncoderId {
  const lines = Object.keys(files)
    .sort()
    .map((name) => `${name}:${files[name].sha256}\n`);
  const steps = JSON.stringify([card.preprocess, card.tokenizer, image, text]);
  return EncoderId.parse(`${card.id}@${sha256Hex(lines.join("") + steps).slice(0, 8)}`);
}

/** Path and checksum of one of the model's files. @throws {ImportedModelError} when it lists no such file */
export function importedFile({ folder, model }: Pick<ImportedModel, "folder" | "model">, name: string) {
  const listed = model.files[name];
  if (!listed) throw new ImportedModelError("lists no checksum for one of its files");
  return { path: join(folder, name), sha256: listed.sha256 };
}

/** @throws {ImportedModelError} */
export async function readImportedModel(folder: string): Promise<ImportedModel> {
  try {
    const model = ImportedModelFile.parse(JSON.parse(await readFile(join(folder, importedModelFile), "utf8")));
    return { folder, model, encoderId: importedEncoderId(model) };
  } catch (cause) {
    throw new ImportedModelError("has a record that cannot be read", { cause });
  }
}
