import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { faultInWords, fileFault } from "../../core/file-fault.ts";
import { externalFiles } from "../../inference/external-files.ts";
import { ImportSourceError } from "./errors.ts";

/** Graphs that somebody exported, in the layout of transformers.js: `onnx/vision_model.onnx`, `onnx/text_model.onnx`. */
export interface OnnxFolder {
  readonly folder: string;
  readonly image: OnnxTower;
  readonly text: OnnxTower | null;
}

export interface OnnxTower {
  readonly graph: string;
  /** Null where they stand in the graph's own file. */
  readonly weights: string | null;
  /** Further files of the weights, where they were cut into several. */
  readonly moreWeights?: readonly string[] | undefined;
}

async function namesOf(source: string): Promise<readonly string[]> {
  return readdir(join(source, "onnx")).catch(() => []);
}

export async function holdsGraphs(source: string): Promise<boolean> {
  return (await namesOf(source)).some((name) => name.endsWith(".onnx"));
}

/**
 * @param source folder of which `holdsGraphs` is true
 * @throws {ImportSourceError} when one graph holds both towers, one is missing, or one names weights that are not beside it
 */
export async function findOnnxFolder(source: string, hasText: boolean): Promise<OnnxFolder> {
  const folder = join(source, "onnx");
  const names = await namesOf(source);
  const pick = (graph: string) => (names.includes(graph) ? graph : null);
  const image = pick("vision_model.onnx") ?? (hasText ? null : pick("model.onnx"));
  const text = hasText ? pick("text_model.onnx") : null;
  if (image && (text || !hasText))
    return {
      folder,
      image: await readTower(folder, image),
      text: text === null ? null : await readTower(folder, text),
    };
  throw new ImportSourceError(
    "holds no image and text graph of their own",
    "Give a folder with onnx/vision_model.onnx and onnx/text_model.onnx in 32-bit floats, or the checkpoint.",
  );
}

/** Names that a file beside a graph can be kept under; a path leads elsewhere. */
const keptName = /^[\w-][\w.-]*$/;
const reserved = /^(model\.json|.*\.onnx)$/i;

/** The graph itself says which files it needs: no name is guessed. */
async function readTower(folder: string, graph: string): Promise<OnnxTower> {
  const [weights = null, ...moreWeights] = await filesOf(folder, graph);
  if (weights !== null && (!keptName.test(weights) || moreWeights.some((name) => !keptName.test(name))))
    throw new ImportSourceError(
      `has a ${graph} whose weights lie in other folders, or under names that cannot be kept`,
      "Export it again with its weights in its own file, or in files beside it.",
    );
  for (const name of weights === null ? [] : [weights, ...moreWeights]) {
    const fault = reserved.test(name) ? "missing" : await fileFault(join(folder, name));
    if (fault !== null)
      throw new ImportSourceError(
        `has a ${graph} that needs ${name} beside it, which ${faultInWords[fault]}`,
        "Put every file of the graph's weights into the same folder.",
      );
  }
  return { graph, weights, ...(moreWeights.length > 0 && { moreWeights }) };
}

async function filesOf(folder: string, graph: string): Promise<readonly string[]> {
  const path = join(folder, graph);
  const fault = await fileFault(path);
  if (fault !== null)
    throw new ImportSourceError(`has a ${graph} that ${faultInWords[fault]}`, "Give the graph itself.");
  try {
    return externalFiles(await readFile(path));
  } catch (cause) {
    throw new ImportSourceError(`has a ${graph} that is no ONNX graph`, "Download it again.", { cause });
  }
}

/** Names of the files of the towers, each once: two towers may share their weights. */
export function towerFiles(towers: readonly (OnnxTower | null)[]): readonly string[] {
  const names = towers.flatMap((tower) => (tower ? [tower.graph, ...weightFiles(tower)] : []));
  return [...new Set(names)];
}

export function weightFiles({ weights, moreWeights = [] }: OnnxTower): readonly string[] {
  return weights === null ? [] : [weights, ...moreWeights];
}
