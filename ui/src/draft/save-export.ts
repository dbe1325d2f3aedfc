import type { Report, ReportFormat } from "../../../src/report/contract.ts";
import { errorWords } from "../api/errors.ts";
import { saveFile } from "../api/file-url.ts";
import { reportUrl } from "../api/reports.ts";
import { hasToken } from "../api/token.ts";
import { toast } from "../shell/toast.ts";

/** The name that an export is saved under, as the server gives it. */
export function exportName(
  { id, version, draft }: Pick<Report, "id" | "version" | "draft">,
  format: ReportFormat,
): string {
  return `${draft ? "draft" : "report"}-${id}-v${version}.${format}`;
}

/** A link sends no token: with one, the file is fetched and saved. */
export function saveExport(event: Event, report: Pick<Report, "id" | "version" | "draft">, format: ReportFormat): void {
  if (!hasToken()) return;
  event.preventDefault();
  saveFile(reportUrl(report.id, format, report.version), exportName(report, format)).catch((error: unknown) =>
    toast(errorWords(error).message),
  );
}
