import type { Report } from "../contract.ts";
import { citedCases, markersOf, notesOf, ownEvidence, provenanceLines } from "./cited-case.ts";
import { emptySection, statusWords } from "./draft-words.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/** The report as Markdown. Every text that a caption or a person may have written is escaped: it can neither format nor link. */
export function toMarkdown(report: Report): string {
  const sections = report.sections.flatMap(({ title, sentences }) => [
    `## ${escapeMarkdown(title)}`,
    "",
    ...(sentences.length === 0 ? [emptySection, ""] : []),
    ...sentences.flatMap((sentence) => {
      const markers = markersOf(sentence.citations).map(escapeMarkdown).join("");
      const notes = notesOf(sentence);
      const noted = notes.length > 0 ? ` *(${notes.map(escapeMarkdown).join("; ")})*` : "";
      return [`${escapeMarkdown(sentence.text)}${markers ? ` ${markers}` : ""}${noted}`, ""];
    }),
  ]);
  const cases = citedCases(report);
  const { banner, advice } = statusWords(report);
  const lines = [
    `> **${escapeMarkdown(banner)}**`,
    ">",
    `> ${escapeMarkdown(advice)}`,
    "",
    `# ${escapeMarkdown(report.template.title)}`,
    "",
    ...sections,
    ...(report.flags.length > 0
      ? ["## Notes", "", ...report.flags.map(({ message }) => `- ${escapeMarkdown(message)}`), ""]
      : []),
    "## Evidence from this scan",
    "",
    ...ownEvidence(report).map(({ marker, text }) => `- ${escapeMarkdown(`${marker} ${text}`)}`),
    "",
    ...(cases.length > 0 ? ["## Cited cases: other patients, quoted only", "", ...casesTable(cases), ""] : []),
    "---",
    "",
    ...provenanceLines(report).map((line) => `${escapeMarkdown(line)}  `),
    "",
    `**${escapeMarkdown(banner)}**`,
  ];
  return `${lines.join("\n")}\n`;
}

function casesTable(cases: ReturnType<typeof citedCases>): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return [
    "| | case | pair | likeness | source | licence | text |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...cases.map((each) =>
      row([each.marker, each.case, each.pairId, each.cosine.toFixed(2), each.source, each.licence, each.text]),
    ),
  ];
}
