import { basename, join } from "node:path";
import { AppError } from "../../core/errors.ts";
import type { InferenceEngine, InferenceSession, Tensor } from "../../inference/contract.ts";
import { readConfig } from "../architectures/configs/read-config.ts";
import { shapesOf } from "../architectures/configs/shapes.ts";
import { type WrittenTower, type WrittenTowers, writeTowers } from "../architectures/write-towers.ts";
import { openCheckpoint } from "../checkpoints/open-checkpoint.ts";
import { type Comparison, compareWithReference, tolerances } from "./compare.ts";
import { type ReferenceCase, readCase } from "./reference-case.ts";

/** How near our graphs come to the reference's vectors. */
export interface CaseResult {
  /** Name of its folder. */
  readonly case: string;
  /** As the case names it; null where it could not be read. */
  readonly family: string | null;
  /** Largest difference of any value: `image` and `text` of unit vectors, `patches` as they come; null where there is nothing to compare. */
  readonly maxAbs: Comparison["maxAbs"];
  /** Least cosine of an embedding with its reference. */
  readonly cosine: number | null;
  /** Every difference within its tolerance, and at least one was measured. */
  readonly pass: boolean;
  /** An error's code, or what was missed. */
  readonly reason?: string;
}

export interface CheckCaseParts {
  readonly engine: InferenceEngine;
  /** An empty folder for the graphs. */
  readonly folder: string;
  readonly producer: string;
  readonly signal?: AbortSignal | undefined;
}

const nothing = { image: null, text: null, logits: null, patches: null };

/** Imports the case's checkpoint, runs it on the case's inputs and compares. An error of ours is its result; others and aborts are thrown. */
export async function checkCase(caseFolder: string, parts: CheckCaseParts): Promise<CaseResult> {
  const name = basename(caseFolder);
  let family: string | null = null;
  try {
    const found = await readCase(caseFolder);
    family = found.family;
    const { towers, unit } = await importCase(found, parts);
    if (!found.vectors)
      return { case: name, family, maxAbs: nothing, cosine: null, pass: false, reason: "noReference" };
    const outputs = await runTowers(towers, found.vectors.inputs, parts);
    const { logits } = towers;
    return {
      case: name,
      family,
      ...compareWithReference({ ...outputs, logits }, found.vectors.expected, found.largest, unit),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { case: name, family, maxAbs: nothing, cosine: null, pass: false, reason: error.code };
  }
}

async function importCase({ weightsFile, config, family, activation }: ReferenceCase, parts: CheckCaseParts) {
  await using checkpoint = await openCheckpoint(weightsFile);
  const spec = readConfig(config, shapesOf(checkpoint.tensors), { family, activation });
  const unit = spec.image.kind === "resnet" ? tolerances.unitOfConvolutions : tolerances.unit;
  return { towers: await writeTowers(checkpoint, spec, parts), unit };
}

type Inputs = NonNullable<ReferenceCase["vectors"]>["inputs"];

async function runTowers({ image, text }: WrittenTowers, inputs: Inputs, { engine, folder }: CheckCaseParts) {
  const pixels = inputs.get("pixel_values");
  const ids = inputs.get("input_ids");
  const open = ({ graph, weights }: WrittenTower): Promise<InferenceSession> =>
    engine.open(join(folder, graph.name), {
      sha256: graph.sha256,
      weights: { path: join(folder, weights.name), sha256: weights.sha256 },
    });
  const pixelValues: Tensor | undefined = pixels && { type: "float32", ...pixels };
  const inputIds: Tensor | undefined = ids && {
    type: "int64",
    data: BigInt64Array.from(ids.data, BigInt),
    dims: ids.dims,
  };
  const images = pixelValues && (await (await open(image)).run({ pixel_values: pixelValues }));
  const texts = text && inputIds && (await (await open(text)).run({ input_ids: inputIds }));
  return { images: images?.image_embeds, patches: images?.patch_embeds, texts: texts?.text_embeds };
}
