import type { Conversation } from "./ask-parts.ts";
import { caseInWords } from "./case-in-words.ts";
import { cite, type EvidenceList, type Sentence } from "./evidence-list.ts";
import { abstained, answered, type Part } from "./part.ts";
import type { Question } from "./question.ts";
import { tellingWords } from "./sentence-words.ts";
import type { Statement } from "./statement.ts";
import type { WeighedStatement } from "./weigh-statement.ts";
import { saidSentence } from "./weigh-statement.ts";
import { whoAnswers } from "./who-answers.ts";

const asksPatient = /\b(?:patient|patient's|he|she|his|her|old|age|sex|gender|history|symptoms?|complaints?)\b/i;

const aboutPatient = /^(?:the |this |my )?(?:patient|man|woman|child|boy|girl|he|she)\b/i;

/** The user's statement, acknowledged, with what this scan's scores say to it. */
export function acknowledge(weighed: WeighedStatement): Part {
  const { statement, evidence, verdict, scored } = weighed;
  if (statement.said === "") {
    return abstained('Say what it is instead, for example "this is a CT" or "it is the left eye".');
  }
  const noted = {
    text: `Noted, and kept for this scan: ${statement.said}.`,
    citations: [cite(evidence, statement.said)],
  };
  const relation = verdict === "disagrees" ? "This scan's scores say otherwise" : "This scan's scores agree";
  const [first, ...others] = scored;
  const beside = first
    ? [{ ...first, text: `${relation}: ${first.text[0].toLowerCase()}${first.text.slice(1)}` }, ...others]
    : [];
  return answered([noted, ...beside], null);
}

/** An answer with what the user said to the same matter. Where that and a score disagree it says both, and has no bare answer. */
export function withSaid(
  part: Part,
  {
    text,
    question,
    said,
  }: { readonly text: string; readonly question: Question; readonly said: readonly WeighedStatement[] },
): Part {
  const relevant = said.filter(({ statement }) => isRelevant(statement, text, question));
  if (relevant.length === 0) return part;
  const direct = relevant.filter(({ statement }) => isDirect(statement, question));
  const latest = direct.at(-1);
  const sentences = relevant.map(saidSentence);
  if (latest && direct.some(({ verdict }) => verdict === "disagrees"))
    return answered([...part.sentences, ...sentences], null);
  const measured = part.kind === "answered" && !isSide(question, latest?.statement);
  if (latest && !measured) return answered(sentences, bareAnswer(latest.statement, text, question));
  return { ...part, sentences: [...part.sentences, ...sentences] };
}

/** True when the question asks for the side alone, and the statement says it of what the question names. */
function isSide({ asksSide, organs }: Question, statement: Statement | undefined): boolean {
  if (!asksSide || statement?.side == null) return false;
  return organs.length === 0 || statement.organs.length === 0 || organs.some((each) => statement.organs.includes(each));
}

/** True when the statement says what the question asks. */
function isDirect(statement: Statement, question: Question): boolean {
  if (isSide(question, statement)) return true;
  const shares = (asked: readonly string[], saidNames: readonly string[]) =>
    asked.some((name) => saidNames.includes(name));
  switch (whoAnswers(question)) {
    case "kind":
      return statement.kinds.length > 0;
    case "organ":
      return statement.organs.length > 0;
    case "kind and organ":
      return statement.kinds.length > 0 && statement.organs.length > 0;
    case "concept":
      return shares(
        question.concepts.map(({ terms }) => terms[0]),
        statement.concepts,
      );
    default:
      return false;
  }
}

/** Whether a statement has to do with what is asked: it says it, or shares a word with it, or both are about the patient. */
function isRelevant(statement: Statement, text: string, question: Question): boolean {
  if (isDirect(statement, question)) return true;
  const answerer = whoAnswers(question);
  if (answerer === "everything") return true;
  if (answerer === "kind" || answerer === "organ") return false;
  if (answerer === "kind and organ") return statement.kinds.length > 0 || statement.organs.length > 0;
  if (aboutPatient.test(statement.said) && asksPatient.test(text)) return true;
  const words = tellingWords(text);
  return [...tellingWords(statement.said)].some((word) => words.has(word));
}

function bareAnswer(statement: Statement, text: string, question: Question): string | null {
  if (isSide(question, statement)) {
    const asked = /\b(left|right)\b/i.exec(text)?.[1].toLowerCase();
    if (asked === undefined || question.form !== "closed") return statement.side;
    return (statement.side === asked || statement.side === "both") !== (statement.negated !== question.negated)
      ? "yes"
      : "no";
  }
  if (question.form !== "closed") return null;
  const named = [...question.kinds, ...question.organs, ...question.concepts.map(({ terms }) => terms[0])];
  const known = [...statement.kinds, ...statement.organs, ...statement.concepts];
  const same = named.every((name) => known.includes(name));
  if (!same && statement.negated) return null;
  return same !== (statement.negated !== question.negated) ? "yes" : "no";
}

/** "Why?": what the last answer rests on, said again with its evidence. */
export function whyPart(last: Conversation["last"], list: EvidenceList): Part {
  const sentences = (last?.citations ?? []).flatMap(({ evidenceId, quote }): Sentence[] => {
    const cited = last?.evidence.find(({ id }) => id === evidenceId);
    if (!cited) return [];
    const { id: _id, marker: _marker, ...content } = cited;
    const citations = [cite(list.add(content), quote)];
    switch (cited.kind) {
      case "pair":
        return [{ text: `In case ${caseInWords(cited.case)} the reporter wrote: "${quote}"`, citations }];
      case "user":
        return [{ text: `You said: ${quote}.`, citations }];
      case "score":
        return [{ text: `This scan's scores say: ${quote}.`, citations }];
      case "vqa":
        return [{ text: `To "${cited.question}" the model's answer from this scan's image is ${quote}.`, citations }];
      case "metadata":
        return [{ text: `The file says: ${quote}.`, citations }];
      default:
        return cited satisfies never;
    }
  });
  const unique = sentences.filter(({ text }, i) => sentences.findIndex((other) => other.text === text) === i);
  if (unique.length > 0) return answered(unique, null);
  if (last === null) return abstained("Nothing was answered yet in this conversation, so there is nothing to explain.");
  const banned = last.citations.length > 0;
  return abstained(
    last.reason ??
      (banned
        ? "What the last answer rests on was banned since."
        : "The last answer rests on nothing that could be cited."),
  );
}
