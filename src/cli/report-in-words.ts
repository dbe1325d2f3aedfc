import type { Evidence } from "../chat/contract.ts";
import type { Report } from "../report/contract.ts";
import { markersOf, notesOf } from "../report/export/cited-case.ts";
import { emptySection, statusWords } from "../report/export/draft-words.ts";
import { evidenceInWords } from "./evidence-in-words.ts";
import { type Output, oneLine } from "./output.ts";

/** A draft for people: its banner, its sections, its notes, and evidence below them. */
export function reportInWords(report: Report, evidence: readonly Evidence[], { style }: Output): readonly string[] {
  const { template, sections, flags, draft } = report;
  const { banner, advice } = statusWords(report);
  return [
    style(["bold", draft ? "yellow" : "green"], oneLine(banner, 400)),
    style("dim", oneLine(advice, 1_000)),
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

/** The same with the evidence that it cites, and its id below it. */
export function storedReportInWords(report: Report, output: Output): string {
  const id = output.style("dim", `Report ${report.id}, version ${report.version}`);
  return [...reportInWords(report, citedEvidence(report), output), id].join("\n");
}

function citedEvidence({ sections, evidence }: Report): readonly Evidence[] {
  const cited = new Set(
    sections.flatMap(({ sentences }) =>
      sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)),
    ),
  );
  return evidence.filter(({ id }) => cited.has(id));
}
