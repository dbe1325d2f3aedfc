import type { Evidence } from "../chat/contract.ts";
import type { Report } from "../report/contract.ts";
import { markersOf, notesOf } from "../report/export/cited-case.ts";
import { draftAdvice, draftBanner, emptySection } from "../report/export/draft-words.ts";
import { evidenceInWords } from "./evidence-in-words.ts";
import { type Output, oneLine } from "./output.ts";

/** A draft for people: its banner, its sections, its notes, and evidence below them. */
export function reportInWords(
  { template, sections, flags }: Report,
  evidence: readonly Evidence[],
  { style }: Output,
): readonly string[] {
  return [
    style(["bold", "yellow"], draftBanner),
    style("dim", draftAdvice),
    "",
    style("bold", template.title),
    ...sections.flatMap(({ title, sentences }) => [
      "",
      style("bold", title),
      ...(sentences.length === 0 ? [style("dim", emptySection)] : []),
      ...sentences.map((sentence) => {
        const markers = markersOf(sentence.citations).join("");
        const notes = notesOf(sentence);
        const noted = notes.length > 0 ? style("yellow", ` (${notes.join("; ")})`) : "";
        return `${oneLine(sentence.text, 1_000)}${markers && ` ${markers}`}${noted}`;
      }),
    ]),
    "",
    ...flags.map(({ message }) => style("dim", `Note: ${message}`)),
    ...evidence.map((each) => style("dim", evidenceInWords(each))),
  ];
}
