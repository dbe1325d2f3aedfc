import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts, Conversation, SimilarToScan } from "./ask-parts.ts";
import { EvidenceList } from "./evidence-list.ts";
import { addPairs, knowScan, whyNotFor } from "./route-question.ts";
import { setScores } from "./scan-scores.ts";
import { statementInWords } from "./statement.ts";

/** Everything that a language model may rest an answer on. */
export interface GatheredEvidence {
  readonly list: EvidenceList;
  /** Evidence whose greatest score calibration does not trust at its share. */
  readonly unsure: ReadonlySet<string>;
  readonly similar: SimilarToScan;
}

/**
 * The evidence that the evidence writer would use, whatever is asked: what the user said, this scan's kind and part of the body, the
 * scores of every set of names made for such images, and the similar pairs where there are any.
 */
export async function gatherEvidence(
  scan: EncodedScan,
  parts: AskParts,
  { said }: Pick<Conversation, "said">,
): Promise<GatheredEvidence> {
  const list = new EvidenceList();
  const unsure = new Set<string>();
  for (const statement of said) list.add({ kind: "user", text: statementInWords(statement) });
  const known = knowScan(scan, parts);
  const { kind } = known;
  if (kind) {
    const { id } = list.add(kind.evidence);
    if (!kind.sure) unsure.add(id);
  }
  if (known.organ) list.add(known.organ.scores.evidence);
  for (const set of parts.promptSets) {
    if (!parts.rules.answers.sets[set.id] || whyNotFor(set, known) !== null) continue;
    const scores = await setScores(scan, set, parts.encoder, parts.rules);
    const { id } = list.add(scores.evidence);
    if (!scores.sure) unsure.add(id);
  }
  const similar = await parts.findSimilar();
  if (similar.reason === null) addPairs(similar, list);
  return { list, unsure, similar };
}
