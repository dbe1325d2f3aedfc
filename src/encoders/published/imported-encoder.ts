import { readFile } from "node:fs/promises";
import { once } from "../../core/once.ts";
import { sha256Hex } from "../../core/sha256.ts";
import { normalise } from "../../core/vector.ts";
import type { Resampler, SizePx } from "../../imaging/contract.ts";
import type { InferenceEngine, Tensor } from "../../inference/contract.ts";
import { ModelFileError } from "../../inference/errors.ts";
import { patchedPart } from "../architectures/image-tower.ts";
import type { DualEncoder, EncodedImage, EncodedText, ImageEncoder, PatchGrid, TextEncoder } from "../contract.ts";
import { EmptyTextError } from "../errors.ts";
import { coveredArea, upperLeft } from "../preprocess/covered-area.ts";
import { createPreprocess } from "../preprocess/preprocess.ts";
import { inputSizePx } from "../preprocess/spec.ts";
import { createTextTokenizer } from "../tokenizers/create-text-tokenizer.ts";
import { ImportedModelError, TextTowerMissingError } from "./errors.ts";
import { type ImportedModel, importedFile } from "./imported-model.ts";
import { embeds, floats, openTower, textInputs } from "./imported-towers.ts";

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
    text: model.text ? createImportedTextEncoder(imported, model.text, parts.engine) : noTextEncoder(imported),
    hasText: model.text !== null,
    gate: null,
    questions: null,
    concepts: [],
    explains: [],
    seenInTraining: async () => null,
  };
}

/** One image a run, so that no vector depends on its batch-mates. */
function imageEncoder(imported: ImportedModel, { engine, resampler }: ImportedEncoderParts): ImageEncoder {
  const { model, encoderId } = imported;
  const { preprocess: spec } = model.card;
  if (!spec) throw new ImportedModelError("states no preprocessing");
  const preprocess = createPreprocess(spec, resampler);
  const sizePx = inputSizePx(spec);
  const part = model.card.architecture ? patchedPart(model.card.architecture.image) : 1;
  const areaOf = (image: SizePx) => upperLeft(coveredArea(image, spec), part);
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
          ...(model.image.patches && { patches: patchGrid(outputs.patch_embeds, areaOf(images[i])) }),
        });
      }
      return encoded;
    },
  };
}

/** @param patches [1, cells, D] of a square grid, row-major */
function patchGrid(patches: Tensor, area: PatchGrid["area"]): PatchGrid {
  const [, cells, width] = patches.dims;
  const side = Math.sqrt(cells);
  const values = floats(patches);
  const unit = new Float32Array(values.length);
  for (let cell = 0; cell < cells; cell++)
    unit.set(normalise(values.subarray(cell * width, (cell + 1) * width)), cell * width);
  return { rows: side, columns: side, values: unit, area };
}

/** @throws {ImportedModelError} for a card without a tokenizer */
export function createImportedTextEncoder(
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
  const importedId = imported.model.card.id;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ModelFileError(name, "missing", { cause, importedId });
  });
  if (sha256Hex(bytes) !== sha256) throw new ModelFileError(name, "checksum", { importedId });
  return bytes;
}
