import { once } from "../core/once.ts";
import type { Resampler } from "../imaging/contract.ts";
import type { InferenceEngine } from "../inference/contract.ts";
import type { LoadedCard } from "./card.ts";
import type { DualEncoder } from "./contract.ts";
import { createImageTower } from "./image-tower.ts";
import { createKindGate } from "./kind-gate.ts";
import { readModelText } from "./model-file.ts";
import { createQuestionHead } from "./question-head.ts";
import { createTextTower } from "./text-tower.ts";

export interface EncoderParts {
  readonly engine: InferenceEngine;
  readonly resampler: Resampler;
}

/** The encoder of a model folder. Nothing is loaded before it is needed; the engine and the resampler stay their owner's. */
export function openEncoder(loaded: LoadedCard, { engine, resampler }: EncoderParts): DualEncoder {
  const { card, encoderId } = loaded;
  const trainedPrefixes = once(async () => {
    const lines = await readModelText(loaded, card.trainedImages.file);
    return new Set(lines.split("\n").filter(Boolean));
  });
  const gate = createKindGate(loaded, engine);
  return {
    id: encoderId,
    dimensions: card.dimensions,
    logitScale: card.logitScale,
    image: createImageTower(loaded, { engine, resampler, gate }),
    text: createTextTower(loaded, engine),
    hasText: true,
    gate,
    questions: createQuestionHead(loaded, engine),
    concepts: card.concepts.map(({ modality, n, ...concept }) => ({ ...concept, n, kind: modality })),
    explains: card.localisation?.explains ?? [],
    async seenInTraining(sha256) {
      return (await trainedPrefixes()).has(sha256.slice(0, 16));
    },
  };
}
