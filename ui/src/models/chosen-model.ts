import type { LanguageModelSummary } from "../../../src/app/contract.ts";
import { remembered } from "../shell/remembered.ts";
import { createStore } from "../shell/store.ts";

const memory = remembered("model");

/** The language model in use; null: the evidence writer, which needs none. */
export const chosenModel = createStore<LanguageModelSummary | null>(null);

/** Chooses a model, for this visit and the next. */
export function chooseModel(model: LanguageModelSummary | null): void {
  chosenModel.set(model);
  memory.set(model?.name ?? null);
}

/** Takes up the last choice, where that model is still there. Consent to a remote one is asked again. */
export function recallModel(models: readonly LanguageModelSummary[]): void {
  const name = memory.get();
  if (chosenModel.get() === null && name !== null) chosenModel.set(models.find((each) => each.name === name) ?? null);
}
