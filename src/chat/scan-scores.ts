import { argmax, dot, softmax } from "../core/vector.ts";
import type { DualEncoder, TrainedConcept } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { embedPromptSet } from "../zeroshot/prototypes.ts";
import { shares } from "../zeroshot/scores.ts";
import type { ScoreEvidence } from "./contract.ts";

type NewScoreEvidence = Omit<ScoreEvidence, "id" | "marker">;

/** What a scan's own image says to one question, and whether it says it loudly enough. */
export interface ScanScores {
  readonly evidence: NewScoreEvidence;
  readonly top: { readonly name: string; readonly share: number };
  /** True when calibration was right often enough at this share. */
  readonly sure: boolean;
}

/** The kind of image, by the gate; null for an encoder without one. */
export function kindScores({ kind, familiarity }: EncodedScan, rules: DecisionRules): ScanScores | null {
  if (!kind || !familiarity) return null;
  const scores = Object.entries(kind.shares).map(([name, share]) => ({ name, share }));
  const top = { name: kind.kind, share: kind.shares[kind.kind] };
  const nearest = `likeness to the training images ${familiarity.cosine.toFixed(2)}, at least ${familiarity.atLeast} where the kind is known`;
  return {
    evidence: {
      kind: "score",
      question: "kind of image",
      scores,
      text: `Kind of image, share of ${scores.length} kinds: ${inWords(scores)}; ${nearest}.`,
    },
    top,
    sure: familiarity.familiar && top.share >= rules.answers.kindShareAtLeast,
  };
}

/** The part of the body, by a linear probe on the image vector; null for kinds of image that it was not fitted on. */
export function organScores(scan: EncodedScan, rules: DecisionRules): ScanScores | null {
  const { organs } = rules.answers;
  if (!scan.kind || !organs.kinds.includes(scan.kind.kind)) return null;
  const { values } = scan.encoded.embedding;
  const chances = softmax(organs.weights.map((weights) => dot(values, weights) + weights[values.length]));
  const scores = organs.names.map((name, i) => ({ name, share: chances[i] }));
  const top = scores[argmax(chances)];
  return {
    evidence: {
      kind: "score",
      question: "part of the body",
      scores,
      text: `Part of the body, share of ${scores.length}: ${inWords(scores)}.`,
    },
    top,
    sure: scan.familiarity?.familiar === true && top.share >= organs.shareAtLeast,
  };
}

export interface SetScores extends ScanScores {
  readonly set: PromptSet;
  readonly shareOf: (classes: readonly string[]) => number;
}

/** The classes of a shipped prompt set. */
export async function setScores(
  scan: EncodedScan,
  set: PromptSet,
  encoder: DualEncoder,
  rules: DecisionRules,
): Promise<SetScores> {
  const { classes } = await embedPromptSet(set, encoder.text);
  const values = shares(scan.encoded.embedding.values, classes, encoder.logitScale);
  const scores = set.classes.map(({ name }, i) => ({ name, share: values[i] }));
  const top = scores[argmax(values)];
  const figures = set.classes.flatMap(({ name, labels }) => {
    const concept = encoder.concepts.find((each) => each.set === set.trainedSet && labels.includes(each.label));
    return concept ? [`${name} ${figure(concept)}`] : [];
  });
  const measured = figures.length > 0 ? `; AUROC on test images: ${figures.join(", ")}` : "";
  const affirm = rules.answers.sets[set.id]?.top ?? null;
  return {
    set,
    evidence: {
      kind: "score",
      question: set.id,
      scores,
      text: `${set.title}, share of ${scores.length} names: ${inWords(scores)}${measured}.`,
    },
    top,
    sure: scan.familiarity?.familiar === true && affirm !== null && top.share >= affirm.shareAtLeast,
    shareOf: (names) => scores.filter(({ name }) => names.includes(name)).reduce((sum, { share }) => sum + share, 0),
  };
}

/** A score as evidence spells it, so that it can be quoted. */
export function scoreInWords({ name, share }: { readonly name: string; readonly share: number }): string {
  return `${name} ${share.toFixed(2)}`;
}

function inWords(scores: readonly { readonly name: string; readonly share: number }[]): string {
  return [...scores]
    .sort((a, b) => b.share - a.share)
    .map(scoreInWords)
    .join(", ");
}

function figure({ auroc, n }: TrainedConcept): string {
  return `${auroc.value} [${auroc.interval.join(", ")}] (n ${n.positive}+${n.negative})`;
}
