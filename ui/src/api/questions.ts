import type { MarkRequest, Session, SessionSummary } from "../../../src/app/contract.ts";
import type { AnswerControl, ControlKind } from "../../../src/app/control-contract.ts";
import type { RegionPx } from "../../../src/imaging/contract.ts";
import type { SimilarCases } from "../../../src/retrieval/find-similar.ts";
import type { AdapterClassification } from "../../../src/zeroshot/adapters/classify-with-adapter.ts";
import type { Classification } from "../../../src/zeroshot/classify.ts";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import type { Located } from "../../../src/zeroshot/heat-map/contract.ts";
import { json } from "./request.ts";

/** What part of which scan is asked about. */
export interface Target {
  readonly scan: string;
  readonly view: string;
  readonly region?: RegionPx;
}

export interface ClassifyBody extends Target {
  readonly labels?: readonly string[];
  readonly promptSet?: string;
  readonly adapter?: string;
  readonly multi: boolean;
}

export function classify(body: ClassifyBody, signal?: AbortSignal): Promise<Classification | AdapterClassification> {
  return json("/v1/classify", { method: "POST", body, signal });
}

export interface LocateBody extends Target {
  readonly labels?: readonly string[];
  readonly promptSet?: string;
  readonly class: string;
  readonly contrast: boolean;
}

export function locate(body: LocateBody, signal?: AbortSignal): Promise<Located> {
  return json("/v1/locate", { method: "POST", body, signal });
}

export async function listPromptSets(): Promise<readonly PromptSet[]> {
  return (await json<{ promptSets: readonly PromptSet[] }>("/v1/prompt-sets")).promptSets;
}

export interface SearchBody extends Target {
  readonly text?: string;
  readonly k: number;
  readonly where?: string;
  readonly excludeCase?: string;
  readonly library?: string;
}

export function search(body: SearchBody, signal?: AbortSignal): Promise<SimilarCases & { readonly seconds: number }> {
  return json("/v1/search", { method: "POST", body, signal });
}

export async function listSessions(scanSha256: string): Promise<readonly SessionSummary[]> {
  const path = `/v1/sessions?scan=${encodeURIComponent(scanSha256)}`;
  return (await json<{ sessions: readonly SessionSummary[] }>(path)).sessions;
}

export function getSession(id: string): Promise<Session> {
  return json(`/v1/sessions/${encodeURIComponent(id)}`);
}

export function controlAnswer(id: string, kind: ControlKind): Promise<AnswerControl> {
  return json(`/v1/answers/${encodeURIComponent(id)}/controls`, { method: "POST", body: { kind } });
}

export function beginSession(scan: string): Promise<Session> {
  return json("/v1/sessions", { method: "POST", body: { scan } });
}

export function markPair(session: string, body: MarkRequest): Promise<Session> {
  return json(`/v1/sessions/${encodeURIComponent(session)}/marks`, { method: "POST", body });
}
