import type { Conversation } from "../chat/ask-parts.ts";
import { standingAlone } from "../chat/follow-up.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { readRoute } from "../chat/route.ts";
import { readStatement, standing } from "../chat/statement.ts";
import type { Session } from "./contract.ts";
import { type MarksOfLibrary, noMarks } from "./marks.ts";

/**
 * What a session says to the next question: what was asked, and what the user said and has not taken back. Partial answers explain
 * nothing, and a case that was banned since is not read again from an answer before.
 */
export function conversationOf(
  { turns }: Pick<Session, "turns">,
  terms: QuestionTerms,
  { banned }: MarksOfLibrary = noMarks,
): Conversation {
  const last = turns.findLast(({ answer }) => !answer.partial)?.answer;
  const isBanned = (name: string) => banned.some((each) => each.case === name);
  const questions: string[] = [];
  for (const { question } of turns) {
    if (isStatement(question, terms)) continue;
    const text = standingAlone(question, questions, terms);
    if (text !== null) questions.push(text);
  }
  return {
    questions,
    said: standing(
      turns.flatMap(({ question }) => {
        const statement = isStatement(question, terms) ? readStatement(question, terms) : null;
        return statement && statement.said !== "" ? [statement] : [];
      }),
    ),
    last: last
      ? { ...last, evidence: last.evidence.filter((each) => each.kind !== "pair" || !isBanned(each.case)) }
      : null,
  };
}

function isStatement(question: string, terms: QuestionTerms): boolean {
  return readRoute(question, terms.routes).kind === "question" && readStatement(question, terms) !== null;
}
