import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { answerFromEvidence } from "./ask.ts";
import type { AskParts, Conversation, SimilarToScan } from "./ask-parts.ts";
import type { Answer } from "./contract.ts";
import { EvidenceList } from "./evidence-list.ts";
import { addPairs, whyNotFor } from "./route-question.ts";
import { knowScan } from "./scan-knowledge.ts";
import { setScores } from "./scan-scores.ts";
import { statementInWords } from "./statement.ts";

/** Everything that a language model may rest an answer on. */
export interface GatheredEvidence {
  /** What the evidence writer answers to the question. */
  readonly written: Answer;
  readonly list: EvidenceList;
  /** Evidence whose greatest score calibration does not trust at its share. */
  readonly unsure: ReadonlySet<string>;
  readonly similar: SimilarToScan;
}

/**
 * The evidence that the evidence writer would use, whatever is asked: what the user said, this scan's kind and part of the body, the
 * scores of every set of names made for such images, and the similar pairs where there are any; and the question head's answer where
 * the evidence writer rests on it.
 */
export async function gatherEvidence(
  text: string,
  scan: EncodedScan,
  parts: AskParts,
  conversation: Conversation,
): Promise<GatheredEvidence> {
  const list = new EvidenceList();
  const unsure = new Set<string>();
  for (const statement of conversation.said) list.add({ kind: "user", text: statementInWords(statement) });
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
  const written = await answerFromEvidence(text, scan, { ...parts, findSimilar: async () => similar }, conversation);
  for (const each of written.evidence) if (each.kind === "vqa") list.add(each);
  addPairs(similar, list);
  return { written, list, unsure, similar };
}
