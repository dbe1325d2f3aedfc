import { ofPartition } from "../evaluation/evaluation-rows.ts";
import { measureRows } from "../evaluation/measure-rows.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { LabelsInvalidError } from "../zeroshot/errors.ts";
import type { EmbedPromptSet } from "../zeroshot/prototypes.ts";
import { promptClassifiersOf, screenPrompts } from "../zeroshot/screening.ts";
import type { EvaluationRun } from "./evaluation-run.ts";

export const screenedProtocol = "zeroshot-screened-1";

/** How prompts were chosen without a label. */
export interface Screening {
  readonly partition: string;
  /** Images that were looked at. */
  readonly images: number;
  /** Prompt classifiers that there were, and that were kept. */
  readonly candidates: number;
  readonly kept: number;
}

export interface ScreenParts {
  readonly run: EvaluationRun;
  readonly embed: EmbedPromptSet;
  readonly screenOn: string;
}

/** Chooses among the wordings of a set by the images of a partition, and gives the set's prototypes as they then are. */
export async function screenPromptSet(
  set: PromptSet,
  { run, embed, screenOn }: ScreenParts,
): Promise<{ readonly about: Screening; readonly embed: EmbedPromptSet }> {
  if (set.multi) throw new LabelsInvalidError("together");
  if (set.classes.length < 2) throw new LabelsInvalidError("one");
  const rows = ofPartition(run.all.rows, screenOn);
  const { measured } = await measureRows(rows, (scan) => scan.chosen.embedding.values, run.reader);
  const { byWording } = await embed(set, run.encoder.text, { wordings: promptClassifiersOf(set) });
  const { classes, candidates, kept } = screenPrompts(
    measured.map((each) => each.measured),
    byWording,
  );
  return {
    about: { partition: screenOn, images: measured.length, candidates, kept },
    embed: async (asked, encoder, options) => ({ ...(await embed(asked, encoder, options)), classes }),
  };
}
