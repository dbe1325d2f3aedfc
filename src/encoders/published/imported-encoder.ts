import { readFile } from "node:fs/promises";
import { once } from "../../core/once.ts";
import { sha256Hex } from "../../core/sha256.ts";
import { normalise } from "../../core/vector.ts";
import type { Resampler } from "../../imaging/contract.ts";
import type { InferenceEngine, Tensor, Tensors } from "../../inference/contract.ts";
import { ModelFileError } from "../../inference/errors.ts";
import type { DualEncoder, EncodedImage, EncodedText, ImageEncoder, PatchGrid, TextEncoder } from "../contract.ts";
import { EmptyTextError } from "../errors.ts";
import { createPreprocess } from "../preprocess/preprocess.ts";
import { inputSizePx } from "../preprocess/spec.ts";
import { createTextTokenizer } from "../tokenizers/create-text-tokenizer.ts";
import { ImportedModelError, TextTowerMissingError } from "./errors.ts";
import { type ImportedModel, importedFile } from "./imported-model.ts";

export interface ImportedEncoderParts {
  readonly engine: InferenceEngine;
  readonly resampler: Resampler;
}

/** The encoder of an imported model. Nothing is loaded before it is needed; the engine and the resampler stay their owner's. */
export function openImportedEncoder(imported: ImportedModel, parts: ImportedEncoderParts): DualEncoder {
  const { encoderId, model } = imported;
  return {
    id: encoderId,
    dimensions: model.dimensions,
    logitScale: model.logits.scale ?? 1,
    image: imageEncoder(imported, parts),
    text: model.text ? textEncoder(imported, model.text, parts.engine) : noTextEncoder(imported),
    hasText: model.text !== null,
    gate: null,
    questions: null,
    concepts: [],
    seenInTraining: async () => null,
  };
}

type Tower = ImportedModel["model"]["image"];

async function openTower(
  imported: ImportedModel,
  { graph, weights }: Pick<Tower, "graph" | "weights">,
  engine: InferenceEngine,
) {
  const { path, sha256 } = importedFile(imported, graph);
  return engine.open(path, { sha256, weights: weights === null ? undefined : importedFile(imported, weights) });
}

/** One image a run, so that no vector depends on its batch-mates. */
function imageEncoder(imported: ImportedModel, { engine, resampler }: ImportedEncoderParts): ImageEncoder {
  const { model, encoderId } = imported;
  const { preprocess: spec } = model.card;
  if (!spec) throw new ImportedModelError("states no preprocessing");
  const preprocess = createPreprocess(spec, resampler);
  const sizePx = inputSizePx(spec);
  const open = once(() => openTower(imported, model.image, engine));
  return {
    id: encoderId,
    dimensions: model.dimensions,
    async encode(images, options) {
      const encoded: EncodedImage[] = [];
      let next = images.length > 0 ? preprocess(images[0], options) : undefined;
      for (let i = 0; i < images.length; i++) {
        options?.signal?.throwIfAborted();
        const data = await next;
        next = i + 1 < images.length ? preprocess(images[i + 1], options) : undefined; // while the tower runs
        next?.catch(() => {}); // thrown where it is awaited
        if (!data) throw new TypeError("No picture was prepared.");
        const { run } = await open();
        const outputs = await run({ pixel_values: { type: "float32", data, dims: [1, 3, sizePx, sizePx] } });
        encoded.push({
          embedding: { encoderId, values: normalise(embeds(outputs, "image_embeds")) },
          ...(model.image.patches && { patches: patchGrid(outputs.patch_embeds) }),
        });
      }
      return encoded;
    },
  };
}

/** @param patches [1, cells, D] of a square grid, row-major */
function patchGrid(patches: Tensor): PatchGrid {
  const [, cells, width] = patches.dims;
  const side = Math.sqrt(cells);
  const values = floats(patches);
  const unit = new Float32Array(values.length);
  for (let cell = 0; cell < cells; cell++)
    unit.set(normalise(values.subarray(cell * width, (cell + 1) * width)), cell * width);
  return { rows: side, columns: side, values: unit };
}

function textEncoder(
  imported: ImportedModel,
  tower: NonNullable<ImportedModel["model"]["text"]>,
  engine: InferenceEngine,
): TextEncoder {
  const { model, encoderId } = imported;
  const { tokenizer: spec } = model.card;
  if (!spec) throw new ImportedModelError("states no tokenizer");
  const open = once(async () => {
    const vocabulary = await readChecked(imported, spec.file);
    return Promise.all([createTextTokenizer(spec, vocabulary), openTower(imported, tower, engine)]);
  });

  async function encodeOne(text: string): Promise<EncodedText> {
    if (text.trim() === "") throw new EmptyTextError();
    const [tokenizer, session] = await open();
    const ids = tokenizer.tokenize(text);
    const padding = tower.fullContext ? tokenizer.contextTokens - ids.length : 0;
    const padded = [...ids, ...Array.from({ length: padding }, () => tokenizer.padId)];
    const data = BigInt64Array.from(padded, BigInt);
    const outputs = await session.run(textInputs(data, ids.length, session.inputNames));
    const values = normalise(embeds(outputs, "text_embeds"));
    return { embedding: { encoderId, values }, sentence: values };
  }

  return {
    id: encoderId,
    dimensions: model.dimensions,
    async encode(texts, options) {
      const encoded: EncodedText[] = [];
      for (const text of texts) {
        options?.signal?.throwIfAborted();
        encoded.push(await encodeOne(text));
      }
      return encoded;
    },
  };
}

function noTextEncoder({ encoderId, model }: ImportedModel): TextEncoder {
  return {
    id: encoderId,
    dimensions: model.dimensions,
    encode: () => Promise.reject(new TextTowerMissingError(encoderId)),
  };
}

/** @throws {ModelFileError} */
async function readChecked(imported: ImportedModel, name: string): Promise<Uint8Array> {
  const { path, sha256 } = importedFile(imported, name);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ModelFileError(name, "missing", { cause });
  });
  if (sha256Hex(bytes) !== sha256) throw new ModelFileError(name, "checksum");
  return bytes;
}

/** Ids and, for graphs of others, a mask of ones over what is no padding and token types of zeros, each [1, T]. */
function textInputs(ids: BigInt64Array<ArrayBuffer>, length: number, names: readonly string[]): Tensors {
  const dims = [1, ids.length];
  const values: Record<string, Tensor> = {
    input_ids: { type: "int64", data: ids, dims },
    attention_mask: { type: "int64", data: new BigInt64Array(ids.length).fill(1n, 0, length), dims },
    token_type_ids: { type: "int64", data: new BigInt64Array(ids.length), dims },
  };
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** The embedding by our name, or by the one that exports of towers without a projection have. */
function embeds(outputs: Tensors, name: "image_embeds" | "text_embeds"): Float32Array {
  const found = outputs[name] ?? outputs.pooler_output;
  if (!found) throw new ImportedModelError("gives no embedding under a name that is known");
  return floats(found);
}

function floats({ data }: Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError("The output is not float32.");
  return data;
}
