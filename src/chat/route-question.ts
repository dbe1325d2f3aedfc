import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { aKindInWords } from "../encoders/kind-in-words.ts";
import type { SimilarPair } from "../retrieval/contract.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { AskParts, SimilarToScan } from "./ask-parts.ts";
import { conceptPart, isMeasured, subtypePart } from "./concept-part.ts";
import type { EvidenceList, Sentence } from "./evidence-list.ts";
import { headPart } from "./head-part.ts";
import { kindPart } from "./kind-part.ts";
import { organPart } from "./organ-part.ts";
import { abstained, answered, type Part } from "./part.ts";
import type { Question } from "./question.ts";
import { knowScan, type ScanKnowledge } from "./scan-knowledge.ts";
import { organScores, setScores } from "./scan-scores.ts";
import { tellingWords } from "./sentence-words.ts";
import { introduceSimilarCases, type QuotableEvidence, quoteSimilarCases } from "./similar-part.ts";
import { whoAnswers } from "./who-answers.ts";

export interface Asked {
  readonly text: string;
  readonly question: Question;
  readonly scan: EncodedScan;
  readonly list: EvidenceList;
}

/** What an answer is made of, and the search that it used, if it did. */
export interface Routed {
  readonly part: Part;
  readonly similar: SimilarToScan | null;
}

/** Similar cases that are introduced where nothing particular was asked of them. */
const introducedCases = 2;

/** Chooses who answers: this scan's scores where they measure what is asked, else the question head where it may, else similar cases. */
export async function routeQuestion(asked: Asked, parts: AskParts): Promise<Routed> {
  const { question, scan, list } = asked;
  const known = knowScan(scan, parts);
  const alone = (part: Part): Routed => ({ part, similar: null });

  switch (whoAnswers(question)) {
    case "concept":
      return alone(await askConcept(asked, known, parts));
    case "subtype":
      return alone(await askSubtype(asked, known, parts));
    case "kind and organ":
      return alone(
        both(kindPart(question, known.kind, list, parts.terms), organPart(question, known.organ, list, parts.terms)),
      );
    case "kind":
      return alone(kindPart(question, known.kind, list, parts.terms));
    case "organ":
      return alone(await askOrgan(asked, known, parts));
    case "everything":
      return describe(asked, known, parts);
    case "similar cases":
      return quote(asked, known, parts);
  }
}

async function askConcept(asked: Asked, known: ScanKnowledge, parts: AskParts): Promise<Part> {
  const { question, scan, list } = asked;
  const beside = whyNotBeside(question, known);
  const sets = question.sole.flatMap((concept) => {
    const set = parts.promptSets.find(({ id }) => id === concept.set);
    return set ? [{ concept, set }] : [];
  });
  const fitting = sets.find(({ set }) => whyNotFor(set, known) === null);
  if (!fitting) return notFor(sets[0].set, known, asked, parts);
  if (beside !== null) return abstained(beside);
  if (!isMeasured(fitting.concept, fitting.set, parts.encoder.concepts)) {
    const name = fitting.concept.terms[0];
    return (await headPart(asked, known, parts)) ?? abstained(`The model's card measures nothing for "${name}".`);
  }
  const scores = await setScores(scan, fitting.set, parts.encoder, parts.rules);
  return conceptPart(question, fitting.concept, scores, { list, rules: parts.rules });
}

async function askOrgan(asked: Asked, known: ScanKnowledge, parts: AskParts): Promise<Part> {
  const { question, scan, list } = asked;
  const measured = known.organ !== null || organScores(scan, parts.rules) !== null;
  const head = measured && !question.organs.includes("other") ? null : await headPart(asked, known, parts);
  return head ?? organPart(question, known.organ, list, parts.terms);
}

/** A kind of image or a part of the body that a question names beside a finding must be the scan's: "lung cancer on this CT?" */
function whyNotBeside({ kinds, organs }: Question, { kind, organ }: ScanKnowledge): string | null {
  if (kinds.some((each) => each !== kind?.top.name))
    return "The question speaks of another kind of image than this one looks like.";
  if (organs.length === 0) return null;
  if (!organ) return "Which part of the body this is does not show clearly, and the question names one.";
  return organs.every((each) => each === organ.organ)
    ? null
    : "The question names another part of the body than this image shows.";
}

export async function askSubtype(asked: Asked, known: ScanKnowledge, parts: AskParts): Promise<Part> {
  const { question, scan, list } = asked;
  const named = new Set([...question.concepts.map(({ set }) => set), ...question.subtypesOf]);
  const sets = parts.promptSets.filter(({ id }) => parts.rules.answers.sets[id] && (named.size === 0 || named.has(id)));
  const set = sets.find((each) => whyNotFor(each, known) === null);
  if (!set)
    return sets.length === 1 || (sets.length > 1 && !known.kind?.sure)
      ? notFor(sets[0], known, asked, parts) // where the kind is not clear, the reason is the same for every set
      : abstained(
          named.size > 0
            ? "The model knows no names of what is asked for this kind of image."
            : "The model knows no names to tell apart for this kind of image.",
        );
  return subtypePart(await setScores(scan, set, parts.encoder, parts.rules), { list, rules: parts.rules });
}

/** Why a set's names do not fit the scan: another kind of image, or another part of the body. Null when they fit. */
export function whyNotFor({ kinds = [], organs, title }: PromptSet, { kind, organ }: ScanKnowledge): string | null {
  if (!kind?.sure) return "The image is not clearly of a kind that the encoder knows.";
  if (!kinds.includes(kind.top.name))
    return `The model knows this only as "${title}", and the image looks like ${aKindInWords(kind.top.name)}.`;
  if (!organs) return null;
  if (!organ)
    return `The model knows this only as "${title}", and which part of the body this is does not show clearly.`;
  return organs.includes(organ.organ)
    ? null
    : `The model knows this only as "${title}", and the image shows the ${organ.organ}.`;
}

/** Why the set's names cannot be asked of the scan, beside what its scores do say. */
function notFor(set: PromptSet, known: ScanKnowledge, { question, list }: Asked, { terms }: AskParts): Part {
  const open = { ...question, form: "open" as const, organs: [], kinds: [] };
  const { sentences } = known.organ
    ? organPart(open, known.organ, list, terms)
    : kindPart(open, known.kind, list, terms);
  return abstained(whyNotFor(set, known) ?? "", sentences);
}

/** "Is this a chest X-ray?": yes when both are so, no when either clearly is not. */
function both(kind: Part, organ: Part): Part {
  const sentences = [...kind.sentences, ...organ.sentences];
  const answers = [kind, organ].map((part) => (part.kind === "answered" ? part.shortAnswer : null));
  if (answers.includes("no")) return answered(sentences, "no");
  if (answers.every((answer) => answer === "yes")) return answered(sentences, "yes");
  const reasons = [kind, organ].flatMap((part) => (part.kind === "abstained" ? [part.reason] : []));
  return abstained(reasons.join(" "), sentences);
}

/** "What does this show?": kind, part of the body, the best name of a set that fits, and the nearest cases. */
async function describe(asked: Asked, known: ScanKnowledge, parts: AskParts): Promise<Routed> {
  const { list } = asked;
  const own = await describeScan(asked, known, parts);
  const similar = await parts.findSimilar();
  const cases = introduceSimilarCases(addPairs(similar, list), introducedCases);
  const sentences = [...own.flatMap((part) => part.sentences), ...cases];
  const said = own.some((part) => part.kind === "answered");
  return {
    part: said
      ? answered(sentences, null)
      : abstained(own.map((part) => (part.kind === "abstained" ? part.reason : "")).join(" "), sentences),
    similar,
  };
}

/** What this scan's scores say of its kind, its part of the body, and the best name of a set that fits. */
export async function describeScan(
  { question, scan, list }: Pick<Asked, "question" | "scan" | "list">,
  known: ScanKnowledge,
  parts: AskParts,
): Promise<readonly Part[]> {
  const own = [kindPart({ ...question, form: "open" }, known.kind, list, parts.terms)];
  if (known.organ && known.organ.scores !== known.kind)
    own.push(organPart({ ...question, organs: [], form: "open" }, known.organ, list, parts.terms));
  const set = parts.promptSets.find((each) => parts.rules.answers.sets[each.id] && whyNotFor(each, known) === null);
  if (set) own.push(subtypePart(await setScores(scan, set, parts.encoder, parts.rules), { list, rules: parts.rules }));
  return own;
}

/** Any other question: the scan's scores do not answer it. Where the question head may not either, similar cases are quoted. */
async function quote(asked: Asked, known: ScanKnowledge, parts: AskParts): Promise<Routed> {
  const head = await headPart(asked, known, parts);
  if (head) return { part: head, similar: null };
  const { text, question, list } = asked;
  const similar = await parts.findSimilar();
  const { sentenceAtLeast } = parts.rules.answers;
  const pairs = addPairs(similar, list);
  if (similar.reason !== null && pairs.length === 0) {
    return {
      part: abstained(
        `This scan's scores do not answer that, and the library has nothing similar to read: ${similar.reason}`,
      ),
      similar,
    };
  }
  const asksForAll = question.form === "open" && tellingWords(text).size === 0; // "what do similar cases show?"
  const sentences: readonly Sentence[] = asksForAll
    ? introduceSimilarCases(pairs, introducedCases)
    : await quoteSimilarCases(text, pairs, { encoder: parts.encoder.text, sentenceAtLeast });
  if (sentences.length === 0)
    return { part: abstained("This scan's scores do not answer that, and no similar case speaks of it."), similar };
  if (question.form === "open") return { part: answered(sentences, null), similar };
  return {
    part: abstained("No score of this scan answers that with yes or no; similar cases are quoted instead.", sentences),
    similar,
  };
}

/** The pairs that can be cited, as evidence: pinned ones first, and the nearest where they are near enough. */
export function addPairs(similar: SimilarToScan, list: EvidenceList): readonly QuotableEvidence[] {
  const { found, reason, pinned = [] } = similar;
  return [
    ...pinned.flatMap((each) => addPair(each, true, list)),
    ...(reason === null ? found.flatMap((each) => addPair(each, false, list)) : []),
  ];
}

export function addPair(similar: SimilarPair, isPinned: boolean, list: EvidenceList): readonly QuotableEvidence[] {
  const { pair, cosine } = similar;
  if (pair.text === null) return []; // never cited
  const { case: caseId, source, modality, label, text } = pair;
  const about = { pairId: pair.id, case: caseId, cosine, source, modality, label, text };
  const evidence = list.add({ kind: "pair", ...about, ...(isPinned && { pinned: true as const }) });
  return [{ similar, evidence, isPinned }];
}
