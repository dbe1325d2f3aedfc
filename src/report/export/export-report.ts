import type { Report, ReportFormat, ReportPictures } from "../contract.ts";
import { toFhir } from "./fhir.ts";
import { toMarkdown } from "./markdown.ts";

/**
 * The report in one of its formats; every one of them says on its face whether it is an unverified draft, or who confirmed it. The writers of DOCX and PDF are great, and
 * are loaded when they are needed.
 */
export async function exportReport(
  report: Report,
  format: ReportFormat,
  pictures: () => Promise<ReportPictures>,
): Promise<Uint8Array> {
  switch (format) {
    case "json":
      return new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`);
    case "md":
      return new TextEncoder().encode(toMarkdown(report));
    case "docx":
      return (await import("./docx.ts")).toDocx(report, await pictures());
    case "pdf":
      return (await import("./pdf.ts")).toPdf(report, await pictures());
    case "fhir.json":
      return new TextEncoder().encode(toFhir(report, await pictures()));
    default:
      return format satisfies never;
  }
}
