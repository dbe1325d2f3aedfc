import type { TrainedConcept } from "../encoders/contract.ts";
import type { Affirm, DecisionRules, Deny } from "../encoders/decision-rules.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { cite, type EvidenceList } from "./evidence-list.ts";
import { abstained, answered, type Part } from "./part.ts";
import type { Question } from "./question.ts";
import type { ConceptTerm } from "./question-terms.ts";
import { rightOnTest } from "./right-on-test.ts";
import { type SetScores, scoreInWords } from "./scan-scores.ts";

export interface ConceptKnowledge {
  readonly list: EvidenceList;
  readonly rules: DecisionRules;
}

/**
 * "Is there a glioma?": the share of the concept's classes, which the card has measured, against the others of their set, where
 * calibration found a share from which the answer is right often enough.
 */
export function conceptPart(
  question: Question,
  concept: ConceptTerm,
  scores: SetScores,
  { list, rules }: ConceptKnowledge,
): Part {
  const { set } = scores;
  const name = concept.terms[0];
  const share = scores.shareOf(concept.classes);
  const evidence = list.add(scores.evidence);
  const citations = scores.evidence.scores
    .filter((each) => concept.classes.includes(each.name))
    .map((each) => cite(evidence, scoreInWords(each)));
  const stated = `share ${share.toFixed(2)} among the ${set.classes.length} names of "${set.title}"`;
  const { yes, no } = thresholds(concept, set, rules);
  if (yes && share >= yes.shareAtLeast) {
    return answered(
      [{ text: `This scan's image fits ${name}: ${stated}; ${rightOnTest([yes])}.`, citations }],
      question.negated ? "no" : "yes",
    );
  }
  if (no && share <= no.shareAtMost) {
    const { top } = scores;
    const most = `${top.name} has the greatest, ${top.share.toFixed(2)}`;
    const text = `This scan's image does not fit ${name}: ${stated}, of which ${most}; ${rightOnTest([no])}.`;
    const greatest = concept.classes.includes(top.name) ? [] : [cite(evidence, scoreInWords(top))];
    return answered([{ text, citations: [...citations, ...greatest] }], question.negated ? "yes" : "no");
  }
  return abstained("At a share like this the model was not right often enough to say yes or no.", [
    { text: `For ${name} the scan's image has ${stated}.`, citations },
  ]);
}

/** "What type of tumour is it?": the greatest class of a set, where its share is great enough. */
export function subtypePart({ set, evidence: scored, top, sure }: SetScores, { list, rules }: ConceptKnowledge): Part {
  const evidence = list.add(scored);
  const citations = [cite(evidence, scoreInWords(top))];
  const stated = `share ${top.share.toFixed(2)} among the ${set.classes.length} names of "${set.title}"`;
  const affirm = rules.answers.sets[set.id]?.top;
  if (!sure || !affirm) {
    return abstained(
      "No name that the model knows for this kind of image has a share at which it was right often enough.",
      [
        {
          text: `Of the names that the model knows for this kind of image, ${top.name} comes nearest: ${stated}.`,
          citations,
        },
      ],
    );
  }
  const text = `Of the names that the model knows for this kind of image, it fits ${top.name} best: ${stated}; ${rightOnTest([affirm])}.`;
  return answered([{ text, citations }], top.name);
}

/** True when every class of the concept, or every class against it, was tested with an interval above chance. */
export function isMeasured({ classes }: ConceptTerm, set: PromptSet, concepts: readonly TrainedConcept[]): boolean {
  const measured = (name: string) =>
    concepts.some(
      (each) => each.set === set.trainedSet && each.name === cardName(set, name) && each.auroc.interval[0] > 0.5,
    );
  const others = set.classes.map(({ name }) => name).filter((name) => !classes.includes(name));
  return classes.every(measured) || others.every(measured);
}

/** The card's name for a class of a shipped set, where it words it otherwise. */
function cardName(set: PromptSet, name: string): string {
  return set.classes.find((each) => each.name === name)?.concept ?? name;
}

/** A union of classes is affirmed where the one class against it may be denied, and denied where that may be affirmed. */
function thresholds(
  { classes }: ConceptTerm,
  set: PromptSet,
  rules: DecisionRules,
): { readonly yes: Affirm | null; readonly no: Deny | null } {
  const known = rules.answers.sets[set.id];
  if (!known) return { yes: null, no: null };
  if (classes.length === 1) return known.classes[classes[0]] ?? { yes: null, no: null };
  const others = set.classes.map(({ name }) => name).filter((name) => !classes.includes(name));
  const { yes, no } = (others.length === 1 && known.classes[others[0]]) || { yes: null, no: null };
  if (yes || no) return { yes: no && affirmOf(no), no: yes && denyOf(yes) };
  // The greatest class was right this often; a sum of classes is right at least as often.
  const { top } = known;
  if (!top) return { yes: null, no: null };
  const seen = { testRight: top.testRight, testN: top.testN };
  const ofAny = shareOfAny(classes, known.classes);
  return {
    yes: { ...seen, testOfAny: ofAny, shareAtLeast: Math.max(0.5, top.shareAtLeast) },
    no: {
      ...seen,
      testOfAny: ofAny === undefined ? undefined : 1 - ofAny,
      shareAtMost: Math.min(0.5, 1 - top.shareAtLeast),
    },
  };
}

/** To affirm what stands against a class is to deny the class, and the other way round. */
function affirmOf({ shareAtMost, ...seen }: Deny): Affirm {
  return { ...seen, shareAtLeast: 1 - shareAtMost };
}

function denyOf({ shareAtLeast, ...seen }: Affirm): Deny {
  return { ...seen, shareAtMost: 1 - shareAtLeast };
}

/** Share of the test images that have one of the classes; undefined where the rules do not say. */
function shareOfAny(
  names: readonly string[],
  rules: Readonly<Record<string, { readonly yes: Affirm | null; readonly no: Deny | null }>>,
): number | undefined {
  return names.reduce((sum: number | undefined, name) => {
    const { yes, no } = rules[name] ?? {};
    const share = yes?.testOfAny ?? (no?.testOfAny === undefined ? undefined : 1 - no.testOfAny);
    return sum === undefined || share === undefined ? undefined : sum + share;
  }, 0);
}
