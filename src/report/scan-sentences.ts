import type { Evidence } from "../chat/contract.ts";
import { cite, type EvidenceList } from "../chat/evidence-list.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { rightOnTest } from "../chat/right-on-test.ts";
import { type ScanScores, scoreInWords } from "../chat/scan-scores.ts";
import type { SetFacts } from "../chat/set-facts.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ReportSentence } from "./contract.ts";
import type { ScanFacts } from "./scan-facts.ts";

/** What the sentences about the scan itself are made from. */
export interface ScanSentenceParts {
  readonly scan: EncodedScan;
  readonly facts: ScanFacts;
  readonly terms: QuestionTerms;
  readonly list: EvidenceList;
  /** An earlier report of this patient, cleaned. */
  readonly prior: string | null;
  /** Adds scores to the list on first use. */
  readonly evidenceOf: (scores: ScanScores) => Evidence;
}

const lowAgreement = (message: string) => ({ code: "LOW_AGREEMENT" as const, message });

/** What was read: format and size, and the region that was scored. */
export function pictureSentences({ scan: { scan, region }, list }: ScanSentenceParts): readonly ReportSentence[] {
  const { widthPx, heightPx } = scan.image;
  const size = `${scan.format.toUpperCase()} picture of ${widthPx} × ${heightPx} pixels`;
  const box =
    region &&
    `the region of ${region.widthPx} × ${region.heightPx} pixels at ${region.xPx}, ${region.yPx} from the top left corner`;
  const steps = scan.steps.length > 0 ? ` Read so: ${scan.steps.join("; ")}.` : "";
  const evidence = list.add({
    kind: "metadata",
    text: `The file is one ${size}.${box ? ` Scored: ${box}.` : ""}${steps}`,
  });
  return [
    { text: `One ${size} was read.`, citations: [cite(evidence, size)] },
    ...(box ? [{ text: `Scores are those of ${box}.`, citations: [cite(evidence, box)] }] : []),
  ];
}

export function kindSentences({ facts: { kind }, terms, evidenceOf }: ScanSentenceParts): readonly ReportSentence[] {
  if (!kind) {
    return [
      {
        text: "The kind of image was not measured.",
        citations: [],
        flag: { code: "UNSUPPORTED", message: "This encoder cannot tell kinds of image apart." },
      },
    ];
  }
  const citations = [cite(evidenceOf(kind), scoreInWords(kind.top))];
  const name = terms.kinds[kind.top.name]?.name ?? kind.top.name;
  return kind.sure
    ? [{ text: `This image looks like ${name}.`, citations }]
    : [
        {
          text: `Of the kinds of image that the encoder knows, ${name} comes nearest.`,
          citations,
          flag: lowAgreement("The image is not clearly of a kind that the encoder knows."),
        },
      ];
}

export function organSentences({ facts, terms, evidenceOf }: ScanSentenceParts): readonly ReportSentence[] {
  const { kind, organ, organScores } = facts;
  if (organ && organ.scores !== kind) {
    const name = terms.organs[organ.organ]?.name ?? organ.organ;
    return [
      {
        text: `This image shows ${name}.`,
        citations: [cite(evidenceOf(organ.scores), scoreInWords(organ.scores.top))],
      },
    ];
  }
  if (organ || !kind?.sure || !organScores) return []; // the kind says it, or nothing does
  const name = terms.organs[organScores.top.name]?.name ?? organScores.top.name;
  return [
    {
      text: `Of the parts of the body that the encoder knows, ${name} comes nearest.`,
      citations: [cite(evidenceOf(organScores), scoreInWords(organScores.top))],
      flag: lowAgreement("The scan's own scores do not show clearly which part of the body this is."),
    },
  ];
}

/** The shares of each prompt set that fits, and what they speak against. */
export function scoreSentences({ facts, evidenceOf }: ScanSentenceParts): readonly ReportSentence[] {
  return facts.sets.flatMap((each): readonly ReportSentence[] => {
    const { scores, denied } = each;
    const evidence = evidenceOf(scores);
    const sorted = [...scores.evidence.scores].sort((a, b) => b.share - a.share);
    const shares = sorted.map(scoreInWords).join(", ");
    const shareSentence = {
      text: `Shares of this scan's image among ${namesOf(each)}: ${shares}.`,
      citations: [cite(evidence, shares)],
    };
    // "does not fit no tumour" is said better by what the image fits
    const spoken = denied.filter(({ name }) => !/^no\b/.test(name));
    if (spoken.length === 0) return [shareSentence];
    const often = rightOnTest(spoken.map(({ rule }) => rule));
    return [
      shareSentence,
      {
        text: `This scan's image does not fit ${inAList(spoken.map(({ name }) => name))}; ${often}.`,
        citations: spoken.map((score) => cite(evidence, scoreInWords(score))),
      },
    ];
  });
}

/** What the shares allow to be said of the scan, or that they allow nothing. */
export function statementSentences(parts: ScanSentenceParts): readonly ReportSentence[] {
  const { facts, evidenceOf } = parts;
  if (facts.sets.length === 0) return [nothingMeasured(parts)];
  return facts.sets.map((each) => {
    const { scores, affirmed } = each;
    const evidence = evidenceOf(scores);
    if (affirmed) {
      return {
        text: `Of ${namesOf(each)}, this scan's image fits ${affirmed.name} best: share ${affirmed.share.toFixed(2)}; ${rightOnTest([affirmed.rule])}.`,
        citations: [cite(evidence, scoreInWords(affirmed))],
      };
    }
    return {
      text: `Of ${namesOf(each)}, ${scores.top.name} comes nearest with a share of ${scores.top.share.toFixed(2)}; that is not enough to say it of this scan.`,
      citations: [cite(evidence, scoreInWords(scores.top))],
      flag: lowAgreement("At a share like this the model was not right often enough to say yes or no."),
    };
  });
}

function nothingMeasured({ facts, terms, evidenceOf }: ScanSentenceParts): ReportSentence {
  const { kind, organ, organScores } = facts;
  if (!kind?.sure) {
    return {
      text: "No finding is stated: the image is not clearly of a kind that the model knows.",
      citations: kind ? [cite(evidenceOf(kind), scoreInWords(kind.top))] : [],
      flag: lowAgreement("The image is not clearly of a kind that the encoder knows."),
    };
  }
  if (!organ && organScores) {
    return {
      text: "No finding is stated: which part of the body this is does not show clearly.",
      citations: [cite(evidenceOf(organScores), scoreInWords(organScores.top))],
      flag: lowAgreement("Names are scored only where the image is clearly of the part of the body that they are for."),
    };
  }
  const name = terms.kinds[kind.top.name]?.name ?? kind.top.name;
  const part = organ && organ.scores !== kind ? ` of ${terms.organs[organ.organ]?.name ?? organ.organ}` : "";
  return {
    text: `No finding is stated: this template has no measured names for ${name}${part}.`,
    citations: [
      cite(evidenceOf(kind), scoreInWords(kind.top)),
      ...(part && organ ? [cite(evidenceOf(organ.scores), scoreInWords(organ.scores.top))] : []),
    ],
  };
}

function namesOf({ scores: { set } }: SetFacts): string {
  return `the ${set.classes.length} names of "${set.title}"`;
}

function inAList(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`;
}
