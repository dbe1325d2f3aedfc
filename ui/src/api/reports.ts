import type { ReportSummary } from "../../../src/app/contract.ts";
import type { Report, ReportEdit, ReportFormat } from "../../../src/report/contract.ts";
import type { Target } from "./questions.ts";
import { json, send } from "./request.ts";

export interface DraftBody extends Target {
  readonly template?: string;
  readonly library?: string;
  readonly llm?: string;
  readonly confirmRemote?: boolean;
  /** An earlier report of this patient. */
  readonly prior?: string;
}

export function draftReport(body: DraftBody, signal?: AbortSignal): Promise<Report> {
  return json("/v1/reports", { method: "POST", body, signal });
}

export function getReport(id: string): Promise<Report> {
  return json(`${reportUrl(id, "json")}`);
}

export async function listReports(): Promise<readonly ReportSummary[]> {
  return (await json<{ reports: readonly ReportSummary[] }>("/v1/reports")).reports;
}

export function saveReport(id: string, edit: ReportEdit): Promise<Report> {
  return json(`/v1/reports/${encodeURIComponent(id)}`, { method: "PATCH", body: edit });
}

export async function deleteReport(id: string): Promise<void> {
  await send(`/v1/reports/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export function reportUrl(id: string, format: ReportFormat): string {
  return `/v1/reports/${encodeURIComponent(id)}.${format}`;
}

export async function listTemplates(): Promise<readonly { readonly id: string; readonly title: string }[]> {
  return (await json<{ templates: readonly { id: string; title: string }[] }>("/v1/report-templates")).templates;
}
