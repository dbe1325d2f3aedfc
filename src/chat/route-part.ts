import type { SimilarPair } from "../retrieval/contract.ts";
import type { Classification } from "../zeroshot/classify.ts";
import type { AskParts, SimilarToScan } from "./ask-parts.ts";
import { caseInWords } from "./case-in-words.ts";
import type { ScoreEvidence, Suggestion } from "./contract.ts";
import { cite, type EvidenceList, type Sentence } from "./evidence-list.ts";
import { abstained, answered, type Part } from "./part.ts";
import type { Comparand, Route } from "./route.ts";
import { type Asked, addPair, addPairs, askSubtype, describeScan } from "./route-question.ts";
import { knowScan } from "./scan-knowledge.ts";
import { scoreInWords } from "./scan-scores.ts";
import { firstSentenceOf, type QuotableEvidence, quoteSimilarCases } from "./similar-part.ts";
import { suggest } from "./suggestions.ts";

/** What is done instead of answering a question, and where more of it is done. */
export interface RoutedPart {
  readonly part: Part;
  readonly similar: SimilarToScan | null;
  readonly suggestions: readonly Suggestion[];
}

/** Routes that are more than a question, less those that need the conversation. */
export type DoneRoute = Exclude<Route, { readonly kind: "question" | "explain" }>;

/** Cases that are listed in an answer; the list of similar cases has the others. */
const listedCases = 5;

export async function routePart(route: DoneRoute, asked: Asked, parts: AskParts): Promise<RoutedPart> {
  switch (route.kind) {
    case "similar":
      return listSimilar(route.about, asked, parts);
    case "classify":
      return classify(route.names, asked, parts);
    case "compare":
      return compare(route.to, asked, parts);
    case "draft":
      return {
        part: answered(
          [{ text: "A draft is a document of its own, and is not written into the conversation.", citations: [] }],
          null,
        ),
        similar: null,
        suggestions: [suggest.draft()],
      };
    case "out of scope": {
      const { reason, help } = route.topic;
      const suggestions = [suggest.ask("What does this show?"), suggest.ask("What do similar cases say?")];
      return { part: abstained(`${reason} ${help}`), similar: null, suggestions };
    }
    default:
      return route satisfies never;
  }
}

/** The nearest cases by name, likeness and words; what they are asked for first, where words are given. */
async function listSimilar(about: string | null, { list }: Asked, parts: AskParts): Promise<RoutedPart> {
  const similar = await parts.findSimilar();
  const suggestions = [suggest.cases(about)];
  const pairs = addPairs(similar, list);
  if (pairs.length === 0) {
    const reason = similar.reason ?? "No similar pair of the library has words to quote.";
    return { part: abstained(reason), similar, suggestions };
  }
  if (about !== null) {
    const { sentenceAtLeast } = parts.rules.answers;
    const sentences = await quoteSimilarCases(about, pairs, { encoder: parts.encoder.text, sentenceAtLeast });
    const part =
      sentences.length > 0
        ? answered(sentences, null)
        : abstained("No similar case speaks of that; the list of similar cases can be searched with those words.");
    return { part, similar, suggestions };
  }
  const ofCases = pairs.filter(
    ({ similar: { pair } }, i) => pairs.findIndex((other) => other.similar.pair.case === pair.case) === i,
  );
  return { part: answered(ofCases.slice(0, listedCases).map(caseSentence), null), similar, suggestions };
}

/** "Case A, likeness 0.93: …" */
function caseSentence({ similar: { pair, cosine }, evidence }: QuotableEvidence): Sentence {
  const quote = firstSentenceOf(pair) ?? evidence.text;
  const wrote = pair.caption === null ? "it is labelled" : "the reporter wrote";
  return {
    text: `Case ${caseInWords(pair.case)} has an image of likeness ${cosine.toFixed(2)}, and ${wrote}: "${quote}"`,
    citations: [cite(evidence, quote)],
  };
}

async function classify(names: readonly string[], asked: Asked, parts: AskParts): Promise<RoutedPart> {
  const suggestions = [suggest.classify(names)];
  if (names.length === 0 || !parts.classify) {
    const known = knowScan(asked.scan, parts);
    return { part: await askSubtype(asked, known, parts), similar: null, suggestions };
  }
  const found = await parts.classify(names);
  return { part: namesPart(found, asked.list), similar: null, suggestions };
}

/** Names as `classify` scores them. Nothing calibrates a user's names, so no name is the bare answer. */
function namesPart({ classes, abstained: isAbstained, reason, provenance }: Classification, list: EvidenceList): Part {
  const scores = classes.map(({ name, share }) => ({ name, share })).sort((a, b) => b.share - a.share);
  const spelt = scores.map(scoreInWords);
  const among = provenance.multi ? "each against its absence" : `share of ${scores.length} names`;
  const evidence = list.add<ScoreEvidence>({
    kind: "score",
    question: "names given",
    scores,
    text: `Names given by the user, ${among}: ${spelt.join(", ")}.`,
  });
  const citations = spelt.map((each) => cite(evidence, each));
  const [top, ...others] = scores;
  const rest = others.map(({ name, share }) => `${name} ${share.toFixed(2)}`).join(", ");
  const text = `Of the names given, ${top.name} has the ${others.length > 0 ? "greatest share" : "share"}, ${top.share.toFixed(2)}${rest === "" ? "" : `; ${rest}`}: a preference ${provenance.multi ? "for each against its absence" : "among these names"}, not a chance.`;
  if (isAbstained) return abstained(reason ?? "The names do not fit the image.", [{ text, citations }]);
  return answered([{ text, citations }], null);
}

async function compare(to: Comparand, asked: Asked, parts: AskParts): Promise<RoutedPart> {
  switch (to.kind) {
    case "nearest": {
      const similar = await parts.findSimilar();
      const [nearest] = similar.reason === null ? similar.found.filter(({ pair }) => pair.text !== null) : [];
      if (!nearest)
        return {
          part: abstained(similar.reason ?? "No similar pair of the library has words to quote."),
          similar,
          suggestions: [suggest.cases()],
        };
      return { ...(await besideCase(nearest, asked, parts)), similar };
    }
    case "case": {
      const found = await parts.findCase?.(to.name);
      if (found?.kind === "found") {
        const [nearest] = found.pairs.filter(({ pair }) => pair.text !== null);
        if (nearest) return besideCase(nearest, asked, parts);
      }
      return { part: abstained(whyNoCase[found?.kind ?? "unknown"]), similar: null, suggestions: [suggest.cases()] };
    }
    case "prior":
      return {
        part: answered(
          [
            {
              text: "A prior is compared in a draft: give its report there, and the draft quotes it in its comparison.",
              citations: [],
            },
          ],
          null,
        ),
        similar: null,
        suggestions: [suggest.draftWithPrior()],
      };
    case "other":
      return {
        part: abstained(
          "Say with which case: the nearest one, or one by its name. A conversation is about one scan; another scan is compared once it is a pair of the library.",
        ),
        similar: null,
        suggestions: [suggest.ask("Compare with the nearest case"), suggest.cases()],
      };
    default:
      return to satisfies never;
  }
}

const whyNoCase = {
  found: "The case has no words to compare with.",
  own: "That is this scan's own case: an answer must not read its own report.",
  banned: "You banned that case in this conversation. Release it to have it read.",
  unknown: "The library has no case of that name.",
} as const;

/** What this scan's scores say, then the case's words, under its name, and how alike the images are. */
async function besideCase(nearest: SimilarPair, asked: Asked, parts: AskParts): Promise<RoutedPart> {
  const own = await describeScan(asked, knowScan(asked.scan, parts), parts);
  const pairs = addPair(nearest, false, asked.list);
  const sentences = [...own.flatMap(({ sentences }) => sentences), ...pairs.map(caseSentence)];
  const name = caseInWords(nearest.pair.case);
  return {
    part: answered(sentences, null),
    similar: null,
    suggestions: [suggest.openCase(nearest.pair.id, name)],
  };
}
