import type { Report } from "../../../src/report/contract.ts";

/** A draft as plain text for a clipboard; the first line says that it is one. */
export function draftAsText({ template, sections }: Report): string {
  const parts = sections.map(
    ({ title, sentences }) =>
      `${title}\n${sentences
        .map(({ text, citations }) => [text, ...new Set(citations.map(({ marker }) => marker))].join(" "))
        .join("\n")}`,
  );
  return `UNVERIFIED DRAFT. ${template.title}\n\n${parts.join("\n\n")}\n`;
}
