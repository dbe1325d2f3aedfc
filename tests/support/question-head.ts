import type { ClosedAnswer, HeadAnswer, QuestionHead } from "../../src/encoders/contract.ts";

export interface ScriptedHead extends QuestionHead {
  /** How often it was asked. */
  calls: number;
}

/** A question head that answers as it is told to: a finding, surely "yes", unless something else is said. */
export function scriptedHead(
  answer: Omit<Partial<HeadAnswer>, "closed"> = {},
  closed: Partial<ClosedAnswer> | null = {},
): ScriptedHead {
  const words =
    "is there a an any this the in on of and or not midline shift pneumothorax fracture normal image visible mri ct brain hand";
  return {
    calls: 0,
    async answer() {
      this.calls++;
      return {
        kind: "finding",
        answerable: { share: 0.97, atLeast: 0.5 },
        prediction: { closed: "yes", open: null },
        questionOnlyPrediction: { closed: "yes", open: null },
        ...answer,
        closed: closed && {
          yesShare: 0.9375,
          questionOnlyYesShare: 0.75,
          spokenFrom: { shareAtLeast: 0.85, right: 0.912, n: 120 },
          words: new Set(words.split(" ")),
          ...closed,
        },
      };
    },
  };
}
