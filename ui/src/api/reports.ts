import type { ComparedVersion, ReportSummary, TemplateSummary } from "../../../src/app/contract.ts";
import type { WeighedReport } from "../../../src/app/weigh-contract.ts";
import type { ConfirmRequest, Report, ReportEdit, ReportFormat, ReportVersion } from "../../../src/report/contract.ts";
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

export function confirmReport(id: string, body: ConfirmRequest): Promise<Report> {
  return json(`/v1/reports/${encodeURIComponent(id)}/confirm`, { method: "POST", body });
}

export function weighReport(id: string): Promise<WeighedReport> {
  return json(`/v1/reports/${encodeURIComponent(id)}/weighed`);
}

export async function listVersions(id: string): Promise<readonly ReportVersion[]> {
  const path = `/v1/reports/${encodeURIComponent(id)}/versions`;
  return (await json<{ versions: readonly ReportVersion[] }>(path)).versions;
}

/** A version and what changed in it since the one before. */
export function getVersion(id: string, version: number): Promise<ComparedVersion> {
  return json(`/v1/reports/${encodeURIComponent(id)}/versions/${version}`);
}

/** @param body `version` is the one that is shown */
export function revertReport(id: string, body: { readonly version: number; readonly to: number }): Promise<Report> {
  return json(`/v1/reports/${encodeURIComponent(id)}/revert`, { method: "POST", body });
}

export async function deleteReport(id: string): Promise<void> {
  await send(`/v1/reports/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/** @param version @default the present one */
export function reportUrl(id: string, format: ReportFormat, version?: number): string {
  const query = version === undefined ? "" : `?version=${version}`;
  return `/v1/reports/${encodeURIComponent(id)}.${format}${query}`;
}

export async function listTemplates(): Promise<readonly TemplateSummary[]> {
  return (await json<{ templates: readonly TemplateSummary[] }>("/v1/report-templates")).templates;
}
