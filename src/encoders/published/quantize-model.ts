import { copyFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DiskFullError, isDiskFull } from "../../core/errors.ts";
import { fileState } from "../../core/sha256.ts";
import { removeLeftovers, stagingName } from "../../core/staging.ts";
import { writeWhole } from "../../core/write-whole.ts";
import { shapeTowers } from "../architectures/shape-towers.ts";
import type { BuiltGraph } from "../graphs/graph-builder.ts";
import { quantizeGraph } from "../graphs/quantize-graph.ts";
import { withStoredWeights } from "../graphs/stored-weights.ts";
import { writeGraph } from "../graphs/write-graph.ts";
import { ImportedModelError, ModelNotQuantizableError } from "./errors.ts";
import { makeHomeFolder } from "./home-folder.ts";
import {
  type ImportedModel,
  type ImportedModelFile,
  importedEncoderId,
  importedModelFile,
  isExported,
} from "./imported-model.ts";
import type { OnnxTower } from "./onnx-folder.ts";
import { replaceFolder } from "./replace-folder.ts";

export interface QuantizeModelRequest {
  readonly imported: ImportedModel;
  readonly producer: string;
  readonly signal?: AbortSignal | undefined;
}

/** How near the vectors of both are. */
type Compared = Omit<NonNullable<ImportedModelFile["quantized"]>, "of">;

/** The projection decides most and costs least: it stays in floats. */
const keepLast = 1;
/** What the id of an 8-bit model ends with. */
export const int8Suffix = "-int8";

/**
 * Makes an 8-bit model of an imported one, beside it; one that was there is replaced.
 * @param accept looks at it before it takes its place, and may tell what it measured, which is kept with it; false: it is thrown away
 * @throws {ModelNotQuantizableError | ImportedModelError | DiskFullError}
 */
export async function quantizeModel(
  { imported, producer, signal }: QuantizeModelRequest,
  accept: (made: ImportedModel, measured: (compared: Compared) => void) => Promise<boolean>,
): Promise<ImportedModel | null> {
  const { model, folder } = imported;
  const { architecture } = model.card;
  if (!architecture || model.card.id.endsWith(int8Suffix) || isExported(model)) throw new ModelNotQuantizableError();
  const towers = shapeTowers(architecture);
  await demandWhole(imported, signal);
  signal?.throwIfAborted();
  const root = dirname(folder);
  await removeLeftovers(root);
  const staging = join(root, stagingName());
  await makeHomeFolder(staging);
  try {
    const files: ImportedModelFile["files"] = {};
    const write = async (graph: BuiltGraph, from: OnnxTower): Promise<OnnxTower> => {
      if (from.weights === null) throw new ImportedModelError("keeps no weights of their own");
      const stored = withStoredWeights(graph, join(folder, from.weights));
      const [made, weights] = await writeGraph(quantizeGraph(stored, { keepLast }), {
        folder: staging,
        producer,
        signal,
      });
      for (const { name, sha256, bytes } of [made, weights]) files[name] = { sha256, sizeBytes: bytes };
      return { graph: made.name, weights: weights.name };
    };
    const image = await write(towers.image, model.image);
    const text = towers.text && model.text ? await write(towers.text, model.text) : null;
    for (const name of Object.keys(model.files).filter((each) => !isTowerFile(model, each))) {
      await copyFile(join(folder, name), join(staging, name));
      files[name] = model.files[name];
    }
    const { card } = model;
    let compared: Compared = { n: 0, cosine: null };
    const recordOf = (): ImportedModelFile => ({
      ...model,
      card: { ...card, id: `${card.id}${int8Suffix}`, name: `${card.name}, 8-bit` },
      image: { ...model.image, ...image },
      text: model.text && text && { ...model.text, ...text },
      quantized: { of: imported.encoderId, ...compared },
      files,
    });
    const candidate = recordOf();
    const encoderId = importedEncoderId(candidate);
    const measured = (found: Compared) => {
      compared = found;
    };
    if (!(await accept({ folder: staging, model: candidate, encoderId }, measured))) {
      await rm(staging, { recursive: true, force: true });
      return null;
    }
    const record = recordOf();
    await writeWhole(join(staging, importedModelFile), `${JSON.stringify(record, null, 2)}\n`);
    const place = join(root, record.card.id);
    await replaceFolder(staging, place);
    return { folder: place, model: record, encoderId };
  } catch (cause) {
    await rm(staging, { recursive: true, force: true });
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}

/** Weights that were changed since would get a checksum of their own, and look whole. @throws {ImportedModelError} */
async function demandWhole({ folder, model }: ImportedModel, signal: AbortSignal | undefined): Promise<void> {
  for (const [name, { sha256 }] of Object.entries(model.files))
    if ((await fileState(join(folder, name), sha256, { signal })) !== "ok")
      throw new ImportedModelError(`${model.card.id} has a file that is missing or changed: ${name}`);
}

function isTowerFile({ image, text }: ImportedModelFile, name: string): boolean {
  return [image, text].some((tower) => tower !== null && [tower.graph, tower.weights].includes(name));
}
