import { chosenModel } from "../models/chosen-model.ts";
import { createStore } from "../shell/store.ts";
import { askScan } from "./ask-scan.ts";
import { questionParts } from "./question-parts.ts";

/** Something that would send a scan's evidence to a remote model, waiting for the user's word. */
export interface Consent {
  readonly scan: string;
  readonly model: string;
  readonly host: string;
  readonly go: () => void;
}

export const wanted = createStore<Consent | null>(null);

/** Scans, each with the model it may be sent to, as agreed to since the page was opened. */
const agreed = new Set<string>();

/** Does something at once where nothing leaves this computer; else asks first, once for each scan and model. */
export function withConsent(scan: string, act: () => void): void {
  const model = chosenModel.get();
  const key = `${scan}\n${model?.name}`;
  if (!model?.remote || agreed.has(key)) {
    act();
    return;
  }
  const go = () => {
    agreed.add(key);
    wanted.set(null);
    act();
  };
  wanted.set({ scan, model: model.name, host: model.host ?? model.name, go });
}

/** @param onAsked once it is being asked: a question that is held back and cancelled is not lost */
export function askWithConsent(scan: string, question: string, onAsked: () => void = () => undefined): void {
  withConsent(scan, () => {
    void askScan({ scan, question, ...questionParts() });
    onAsked();
  });
}
