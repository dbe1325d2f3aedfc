import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { SimilarToScan } from "./ask-parts.ts";
import type { AnswerFlag, Evidence } from "./contract.ts";
import type { Sentence } from "./evidence-list.ts";

/** What a reader of an answer should know besides it. */
export function answerFlags(
  { seenInTraining, familiarity }: EncodedScan,
  sentences: readonly Pick<Sentence, "citations">[],
  evidence: readonly Evidence[],
  similar: SimilarToScan | null,
): readonly AnswerFlag[] {
  const cited = new Set(sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)));
  const kinds = new Set(evidence.filter(({ id }) => cited.has(id)).map(({ kind }) => kind));
  const flags: AnswerFlag[] = [];
  if (seenInTraining)
    flags.push({
      code: "SEEN_IN_TRAINING",
      message: "The encoder was trained on this very image: its scores say little about others.",
    });
  if (familiarity && !familiarity.familiar)
    flags.push({
      code: "UNFAMILIAR_IMAGE",
      message: "The image is unlike every kind of image that the encoder was trained on.",
    });
  if (similar?.ownCaseLeftOut)
    flags.push({ code: "OWN_CASE_LEFT_OUT", message: "The library holds this case; its own text was not read." });
  const banned = similar?.casesBanned ?? 0;
  if (banned > 0)
    flags.push({
      code: "BANNED_LEFT_OUT",
      message: `${banned === 1 ? "One case that you banned was" : `${banned} cases that you banned were`} not read.`,
    });
  const gone = similar?.pinsGone ?? 0;
  if (gone > 0)
    flags.push({
      code: "PIN_GONE",
      message: `${gone === 1 ? "A pair that you pinned is" : `${gone} pairs that you pinned are`} not in the library any more.`,
    });
  if (kinds.size === 1 && kinds.has("pair"))
    flags.push({
      code: "OTHER_PATIENTS_ONLY",
      message: "This quotes what was written of other patients; it says nothing about this scan.",
    });
  return flags;
}
