/** What is changed to see whether the answer holds: the image, the words of the question, or nothing at all. */
export const controlKinds = ["blank", "rephrased", "samples"] as const;
export type ControlKind = (typeof controlKinds)[number];

/** An answer to the same question, asked otherwise. */
export interface ControlAnswer {
  readonly question: string;
  readonly answer: string;
  readonly shortAnswer: string | null;
  readonly abstained: boolean;
  /** Whether its bare answer is the stored one's; where neither has one, whether both abstain or both do not. */
  readonly same: boolean;
}

export interface AnswerControl {
  readonly id: string;
  readonly kind: ControlKind;
  readonly answers: readonly ControlAnswer[];
  /** How many of them are the same. */
  readonly same: number;
  /** Of samples: in how many of them each sentence of the stored answer is said again. */
  readonly sentences: readonly { readonly text: string; readonly agreeing: number }[];
}
