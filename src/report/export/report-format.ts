import { basename } from "node:path";
import { type ReportFormat, reportFormats } from "../contract.ts";
import { ReportFormatUnknownError } from "../errors.ts";

/** The format that a file's name asks for: `draft.fhir.json` is FHIR, `draft.json` is ours. @throws {ReportFormatUnknownError} */
export function reportFormatOf(path: string): ReportFormat {
  const name = basename(path).toLowerCase();
  const longestFirst = [...reportFormats].sort((a, b) => b.length - a.length);
  const format = longestFirst.find((each) => name.endsWith(`.${each}`) && name.length > each.length + 1);
  if (format === undefined) throw new ReportFormatUnknownError(reportFormats);
  return format;
}
