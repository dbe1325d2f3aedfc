import { cite } from "../chat/evidence-list.ts";
import { scoreInWords } from "../chat/scan-scores.ts";
import type { ReportSentence } from "./contract.ts";
import { type StandingConcept, saidOf, standingConcepts } from "./contradiction.ts";
import type { ScanSentenceParts } from "./scan-sentences.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/**
 * A prior report quoted as it is, and beside it what this draft states of the same names: new, unchanged or gone **by words**. Two texts are
 * compared and no images, and no sentence takes what the prior says for a finding of this scan.
 */
export function priorSentences(prior: string, parts: ScanSentenceParts): readonly ReportSentence[] {
  const { list, facts, terms } = parts;
  const given = list.add({ kind: "metadata", text: `Given for this draft: one scan and a prior report: "${prior}"` });
  const sentences = [...segmenter.segment(prior)].map(({ segment }) => segment.trim()).filter((each) => each !== "");
  const concepts = standingConcepts(facts, terms).filter(({ classes }) => classes.length === 1);
  const compared = concepts.flatMap((concept): ReportSentence[] => {
    const naming = sentences.filter((sentence) => saidOf(sentence, concept.pattern) !== null);
    const before = new Set(naming.map((sentence) => saidOf(sentence, concept.pattern)));
    if (before.size > 1) return []; // it says both
    const { facts: of, stands, classes } = concept;
    const score = [of.affirmed, ...of.denied].find((each) => each?.name === classes[0]);
    const change = changeOf([...before][0] ?? null, stands);
    if (!score || change === null) return [];
    const name = classes[0];
    const now =
      stands === "affirmed" ? `this scan's image fits ${name} best` : `this scan's image does not fit ${name}`;
    const scores = cite(parts.evidenceOf(of.scores), scoreInWords(score));
    const [quote] = naming;
    return quote === undefined
      ? [
          {
            text: `By words, ${change}: the prior report does not name ${name}; of the present scan this draft says that ${now}.`,
            citations: [cite(given, "a prior report"), scores],
          },
        ]
      : [
          {
            text: `By words, ${change}: the prior report reads "${quote}"; of the present scan this draft says that ${now}.`,
            citations: [cite(given, quote), scores],
          },
        ];
  });
  return [
    { text: `A prior report was given; it reads: "${prior}"`, citations: [cite(given, prior)] },
    ...compared,
    {
      text:
        compared.length > 0
          ? "No prior image was given: words were compared, and no images."
          : "No prior image was given, and the prior report and this draft state nothing of the same name, so nothing was compared.",
      citations: [cite(given, "one scan and a prior report")],
    },
  ];
}

/** What is denied now and was not named before is no change worth a sentence. */
function changeOf(
  before: "affirmed" | "denied" | null,
  now: StandingConcept["stands"],
): "new" | "gone" | "unchanged" | null {
  if (before === now) return "unchanged";
  if (now === "affirmed") return "new";
  return before === "affirmed" ? "gone" : null;
}
