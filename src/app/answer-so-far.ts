import type { Answer, AnswerFlag, AskEvent, Citation, Evidence } from "../chat/contract.ts";

/** An answer as far as its events tell, for when no more of them come. */
export class AnswerSoFar {
  #text = "";
  readonly #citations: Citation[] = [];
  readonly #evidence: Evidence[] = [];
  readonly #flags: AnswerFlag[] = [];

  take(event: AskEvent): void {
    switch (event.kind) {
      case "evidence":
        this.#evidence.push(event.evidence);
        return;
      case "token":
        this.#text += event.text;
        return;
      case "citation":
        this.#citations.push(event.citation);
        return;
      case "flag":
        this.#flags.push(event.flag);
        return;
      default:
        event satisfies never;
    }
  }

  get saidAnything(): boolean {
    return this.#text !== "";
  }

  answer(): Answer {
    return {
      answer: this.#text,
      shortAnswer: null,
      sentences: [], // what was not written to its end is not checked sentence by sentence
      citations: this.#citations,
      evidence: this.#evidence,
      probability: null,
      questionOnlyProbability: null,
      calibrated: false,
      abstained: false,
      flags: this.#flags,
    };
  }
}
