import { sameSentences } from "./compare-versions.ts";
import type { Report } from "./contract.ts";
import { ReportChangedError } from "./errors.ts";
import { nextVersion } from "./next-version.ts";

/**
 * An earlier version's sentences as a new version: what came in between stays in its files, and nothing that was confirmed is confirmed anew.
 * @param version that whoever asks for it has seen
 * @param at ISO 8601, UTC
 * @returns the report itself when it says the same
 * @throws {ReportChangedError}
 */
export function revertReport(report: Report, earlier: Report, version: number, at: string): Report {
  if (version !== report.version) throw new ReportChangedError(report.version);
  if (sameSentences(report, earlier)) return report;
  const { sections, edited } = earlier;
  return nextVersion(report, { sections, edited, savedAt: at, revertedTo: earlier.version });
}
