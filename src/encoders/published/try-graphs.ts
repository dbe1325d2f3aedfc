import type { InferenceEngine } from "../../inference/contract.ts";
import { InferenceError } from "../../inference/errors.ts";
import { inputSizePx } from "../preprocess/spec.ts";
import { ImportedModelError, ImportSourceError } from "./errors.ts";
import { createImportedTextEncoder } from "./imported-encoder.ts";
import type { ImportedModel } from "./imported-model.ts";
import { embeds, openTower } from "./imported-towers.ts";

/**
 * Runs both graphs of a model that somebody exported, where it is staged: one picture of the card's size, one text.
 * @param engine of its own: a folder whose graphs are open cannot be renamed everywhere
 * @throws {ImportSourceError} where one does not open, does not run, or gives no vector of the card's dimensions
 */
export async function tryGraphs(candidate: ImportedModel, engine: InferenceEngine): Promise<void> {
  const { model } = candidate;
  const { graph } = model.image;
  await refused(graph, async () => {
    const values = await imageVector(candidate, engine);
    demandVector(graph, values, model.dimensions);
  });
  const { text } = model;
  if (!text) return;
  await refused(text.graph, async () => {
    const [{ embedding }] = await createImportedTextEncoder(candidate, text, engine).encode(["a scan"]);
    demandVector(text.graph, embedding.values, model.dimensions);
  });
}

async function imageVector(candidate: ImportedModel, engine: InferenceEngine): Promise<Float32Array> {
  const { preprocess } = candidate.model.card;
  if (!preprocess) throw new ImportedModelError("states no preprocessing");
  const sidePx = inputSizePx(preprocess);
  const data = Float32Array.from({ length: 3 * sidePx ** 2 }, (_, i) => ((i % 256) - 128) / 128);
  const { run } = await openTower(candidate, candidate.model.image, engine);
  return embeds(await run({ pixel_values: { type: "float32", data, dims: [1, 3, sidePx, sidePx] } }), "image_embeds");
}

function demandVector(graph: string, values: Float32Array, dimensions: number): void {
  if (values.length !== dimensions)
    throw new ImportSourceError(
      `has a ${graph} whose vectors have ${values.length} dimensions; the card says ${dimensions}`,
      "Take the card that these graphs were exported for, or write one (--card FILE.json).",
    );
  const length = Math.hypot(...values);
  if (Number.isFinite(length) && length > 0) return;
  throw new ImportSourceError(`has a ${graph} whose vectors are no numbers`, "Download it again.");
}

async function refused(graph: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof InferenceError || cause instanceof ImportedModelError || cause instanceof TypeError))
      throw cause;
    throw new ImportSourceError(
      `has a ${graph} that does not run as the card says`,
      "Give graphs in 32-bit floats with pixel_values of the card's size and input_ids, or the checkpoint.",
      { cause },
    );
  }
}
