import { cleanText } from "../core/clean-text.ts";
import type { ConfirmRequest, Remaining, Report } from "./contract.ts";
import {
  ConfirmerInvalidError,
  ReportChangedError,
  ReportConfirmedError,
  ReportEmptyError,
  ReportFlagsRemainError,
} from "./errors.ts";

const longestName = 120;

/** What somebody who confirms this version would have to know of. */
export function remainingIn({ sections }: Pick<Report, "sections">): Remaining {
  const all = sections.flatMap(({ sentences }) => sentences);
  const doubtful = all.filter(({ flag }) => flag !== undefined && flag.code !== "EDITED");
  const quoting = all.filter(
    (sentence) => !doubtful.includes(sentence) && sentence.citations.some(({ pairId }) => pairId !== undefined),
  );
  return { flagged: doubtful.length, otherPatients: quoting.length };
}

/**
 * The version that somebody read, confirmed in that person's name. Sentences with a flag, and another patient's words, must be accepted
 * knowingly.
 * @param at ISO 8601, UTC
 * @throws {ConfirmerInvalidError | ReportChangedError | ReportConfirmedError | ReportEmptyError | ReportFlagsRemainError}
 */
export function confirmReport(report: Report, { version, by, acceptFlagged }: ConfirmRequest, at: string): Report {
  const name = cleanText(by).text.replace(/\s+/g, " ");
  if (!/\p{L}/u.test(name) || name.length > longestName) throw new ConfirmerInvalidError(longestName);
  if (version !== report.version) throw new ReportChangedError(report.version);
  if (report.confirmation) throw new ReportConfirmedError(report.confirmation.version);
  if (report.sections.every(({ sentences }) => sentences.length === 0)) throw new ReportEmptyError();
  const accepted = remainingIn(report);
  if (!acceptFlagged && accepted.flagged + accepted.otherPatients > 0) throw new ReportFlagsRemainError(accepted);
  return { ...report, draft: false, confirmation: { by: name, at, version, accepted } };
}
