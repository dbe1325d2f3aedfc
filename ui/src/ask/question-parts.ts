import { chosenModel } from "../models/chosen-model.ts";
import { place } from "../shell/place.ts";
import type { Question } from "./ask-scan.ts";

/** The server's name for answering without a language model. */
const evidenceWriter = "evidence-writer";

/** What goes with a question besides its words: the part of the scan, the library, the language model. */
export function questionParts(): Omit<Question, "scan" | "question"> {
  const { view, region, library } = place.get();
  const model = chosenModel.get();
  return {
    view,
    ...(region && { region }),
    ...(library && { library }),
    // Said even when it is the evidence writer: a language model that the configuration names would answer else.
    llm: model?.name ?? evidenceWriter,
    ...(model?.remote && { confirmRemote: true }),
  };
}
