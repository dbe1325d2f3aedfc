import { once } from "../core/once.ts";
import { normalise } from "../core/vector.ts";
import type { InferenceEngine, Tensor, Tensors } from "../inference/contract.ts";
import { cardFile, type LoadedCard } from "./card.ts";
import type { EncodedText, TextEncoder } from "./contract.ts";
import { EmptyTextError } from "./errors.ts";
import { loadTokenizer } from "./tokenizer.ts";

/**
 * The text tower of a model folder; its graphs are loaded on the first call. One text a run: the int8 graph quantises
 * its activations per run, so that vectors would change with the batch.
 */
export function createTextTower(loaded: LoadedCard, engine: InferenceEngine): TextEncoder {
  const { card, encoderId } = loaded;
  const open = once(async () => {
    const tower = cardFile(loaded, card.text.file);
    const projection = cardFile(loaded, card.text.projection.file);
    return Promise.all([
      loadTokenizer(loaded),
      engine.open(tower.path, { sha256: tower.sha256 }),
      engine.open(projection.path, { sha256: projection.sha256 }),
    ]);
  });

  async function encodeOne(text: string): Promise<EncodedText> {
    if (text.trim() === "") throw new EmptyTextError();
    const [tokenize, tower, projection] = await open();
    const ids = tokenize(text);
    const outputs = await tower.run(inputs(ids, tower.inputNames));
    const sentence = meanOverTokens(outputs[tower.outputNames[0]]);
    const projected = await projection.run({
      sentence_embeds: { type: "float32", data: sentence.slice(), dims: [1, sentence.length] },
    });
    return { sentence, embedding: { encoderId, values: float32(projected.text_embeds) } };
  }

  return {
    id: encoderId,
    dimensions: card.dimensions,
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

/** input_ids, an attention mask of ones and token types of zeros, each [1, T], as far as the graph asks for them. */
function inputs(ids: readonly number[], names: readonly string[]): Tensors {
  const dims = [1, ids.length];
  const values: Record<string, Tensor> = {
    input_ids: { type: "int64", data: BigInt64Array.from(ids, BigInt), dims },
    attention_mask: { type: "int64", data: new BigInt64Array(ids.length).fill(1n), dims },
    token_type_ids: { type: "int64", data: new BigInt64Array(ids.length), dims },
  };
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** Mean of the token vectors [1, T, D] under a mask of ones, L2-normalised: [D]. */
function meanOverTokens(hidden: Tensor): Float32Array {
  const data = float32(hidden);
  const [, tokens, width] = hidden.dims;
  const sum = new Float64Array(width);
  for (let token = 0; token < tokens; token++) for (let i = 0; i < width; i++) sum[i] += data[token * width + i];
  return normalise(sum);
}

function float32({ data }: Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError("The output is not float32.");
  return data;
}
