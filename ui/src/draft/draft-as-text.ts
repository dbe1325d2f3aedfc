import type { Report, ReportSentence } from "../../../src/report/contract.ts";
import { flagWord } from "../ask/flag-words.ts";

/** A report as plain text for a clipboard: the first line says that it is a draft, or who confirmed it, the evidence stands below it. */
export function draftAsText({ template, sections, flags, evidence, version, confirmation }: Report): string {
  const status = confirmation
    ? `Confirmed by ${confirmation.by} on ${confirmation.at.slice(0, 10)}, version ${version}.`
    : "UNVERIFIED DRAFT.";
  const cited = new Set(
    sections.flatMap(({ sentences }) =>
      sentences.flatMap(({ citations }) => citations.map(({ evidenceId }) => evidenceId)),
    ),
  );
  const parts = [
    `${status} ${template.title}`,
    ...sections.map(({ title, sentences }) => [title, ...sentences.map(sentenceAsText)].join("\n")),
    ...(flags.length > 0 ? [["Notes", ...flags.map(({ message }) => message)].join("\n")] : []),
    [
      "Evidence",
      ...evidence
        .filter(({ kind, id }) => kind !== "pair" || cited.has(id))
        .map(
          (each) => `${each.marker} ${each.kind === "pair" ? `Other patient, case ${each.case}: ` : ""}${each.text}`,
        ),
    ].join("\n"),
    confirmation
      ? `${status} For research and education, not a medical device.`
      : `${status} Not a diagnosis; for research and education.`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function sentenceAsText({ text, citations, flag }: ReportSentence): string {
  const markers = [...new Set(citations.map(({ marker }) => marker))];
  const other = flag?.code !== "OTHER_PATIENT" && citations.some(({ pairId }) => pairId !== undefined);
  const notes = [
    ...(other ? [flagWord("OTHER_PATIENT")] : []),
    ...(flag ? [`${flagWord(flag.code)}: ${flag.message}`] : []),
  ];
  return [text, ...markers, ...(notes.length > 0 ? [`(${notes.join("; ")})`] : [])].join(" ");
}
