import type { InferenceEngine, InferenceSession, Tensor, Tensors } from "../../inference/contract.ts";
import { ModelFileError } from "../../inference/errors.ts";
import { ImportedModelError } from "./errors.ts";
import { type ImportedModel, importedFile } from "./imported-model.ts";
import { type OnnxTower, weightFiles } from "./onnx-folder.ts";

/** Opens a tower's graph with its weights. @throws {ModelFileError | InferenceError} */
export async function openTower(
  imported: ImportedModel,
  tower: OnnxTower,
  engine: InferenceEngine,
): Promise<InferenceSession> {
  const { path, sha256 } = importedFile(imported, tower.graph);
  const [weights, ...moreWeights] = weightFiles(tower).map((name) => importedFile(imported, name));
  return engine.open(path, { sha256, weights, moreWeights }).catch((error: unknown) => {
    throw error instanceof ModelFileError ? ofModel(imported, error) : error;
  });
}

/** The same error with the model's name: its files do not come with the program. */
function ofModel({ model }: ImportedModel, cause: ModelFileError): ModelFileError {
  return new ModelFileError(cause.fileName, cause.fault, { cause, importedId: model.card.id });
}

/** Ids and, for graphs of others, a mask of ones over what is no padding and token types of zeros, each [1, T]. */
export function textInputs(ids: BigInt64Array<ArrayBuffer>, length: number, names: readonly string[]): Tensors {
  const dims = [1, ids.length];
  const values: Record<string, Tensor> = {
    input_ids: { type: "int64", data: ids, dims },
    attention_mask: { type: "int64", data: new BigInt64Array(ids.length).fill(1n, 0, length), dims },
    token_type_ids: { type: "int64", data: new BigInt64Array(ids.length), dims },
  };
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** The embedding by our name, or by the one that exports of towers without a projection have. @throws {ImportedModelError} */
export function embeds(outputs: Tensors, name: "image_embeds" | "text_embeds"): Float32Array {
  const found = outputs[name] ?? outputs.pooler_output;
  if (!found) throw new ImportedModelError("gives no embedding under a name that is known");
  return floats(found);
}

export function floats({ data }: Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new TypeError("The output is not float32.");
  return data;
}
