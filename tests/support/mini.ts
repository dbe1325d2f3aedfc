import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCard } from "../../src/encoders/card.ts";
import type { DualEncoder } from "../../src/encoders/contract.ts";
import { type DecisionRules, loadDecisionRules } from "../../src/encoders/decision-rules.ts";
import { openEncoder } from "../../src/encoders/open-encoder.ts";
import { createResampler } from "../../src/imaging/resampler.ts";
import { createOnnxEngine } from "../../src/inference/onnx-engine.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const miniFolder = join(root, "models", "mini");

/** The embedded encoder, with its own engine. Close it after the tests. */
export async function openMini(): Promise<DualEncoder & AsyncDisposable & { readonly rules: DecisionRules }> {
  const card = await loadCard(miniFolder);
  const rules = await miniRules();
  const engine = createOnnxEngine();
  const resampler = createResampler();
  const encoder = openEncoder(card, { engine, resampler });
  const close = async () => {
    await Promise.all([engine[Symbol.asyncDispose](), resampler[Symbol.asyncDispose]()]);
  };
  return { ...encoder, rules, [Symbol.asyncDispose]: close };
}

/** The embedded encoder's decision rules. */
export async function miniRules(): Promise<DecisionRules> {
  const { encoderId, card } = await loadCard(miniFolder);
  return loadDecisionRules(miniFolder, encoderId, card.dimensions);
}
