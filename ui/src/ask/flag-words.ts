import type { AnswerFlag, SentenceFlag } from "../../../src/chat/contract.ts";

/** The word that stands beside a flagged sentence; the flag's message says the rest. */
export const sentenceFlagWords: Readonly<Record<SentenceFlag["code"], string>> = {
  UNSUPPORTED: "unsupported",
  CITATION_INVALID: "citation not found",
  OTHER_PATIENT: "other patient",
  LOW_AGREEMENT: "low agreement",
  NO_REPORT_SENTENCES: "no report sentences",
  EDITED: "edited",
};

/** Of the flags of a whole answer. */
const answerFlagWords: Readonly<Record<Exclude<AnswerFlag["code"], SentenceFlag["code"]>, string>> = {
  SEEN_IN_TRAINING: "seen in training",
  UNFAMILIAR_IMAGE: "unfamiliar image",
  OWN_CASE_LEFT_OUT: "own case left out",
  OTHER_PATIENTS_ONLY: "other patients only",
  TRAINED_CLASSES: "trained classes",
  EVIDENCE_LEFT_OUT: "cases left out",
  JUDGE_FAILED: "not judged",
  WITHHELD: "left out",
  BANNED_LEFT_OUT: "banned cases left out",
  PIN_GONE: "pinned pair gone",
};

export function flagWord(code: AnswerFlag["code"]): string {
  return { ...sentenceFlagWords, ...answerFlagWords }[code] ?? code.toLowerCase().replaceAll("_", " ");
}
