import type { Report, ReportFormat, ReportSection } from "../../../src/report/contract.ts";
import type { Target } from "./questions.ts";
import { json } from "./request.ts";

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

export function saveReport(id: string, sections: readonly Pick<ReportSection, "id" | "sentences">[]): Promise<Report> {
  return json(`/v1/reports/${encodeURIComponent(id)}`, { method: "PATCH", body: { sections } });
}

export function reportUrl(id: string, format: ReportFormat): string {
  return `/v1/reports/${encodeURIComponent(id)}.${format}`;
}

export async function listTemplates(): Promise<readonly { readonly id: string; readonly title: string }[]> {
  return (await json<{ templates: readonly { id: string; title: string }[] }>("/v1/report-templates")).templates;
}
