import type { Sample, StoredScan } from "../../../src/app/contract.ts";
import type { InspectResult } from "../../../src/app/inspect-scan.ts";
import { apiError } from "./errors.ts";
import { json, send } from "./request.ts";
import { authorization } from "./token.ts";

export async function listScans(): Promise<readonly StoredScan[]> {
  return (await json<{ scans: readonly StoredScan[] }>("/v1/scans")).scans;
}

export async function listSamples(): Promise<readonly Sample[]> {
  return (await json<{ samples: readonly Sample[] }>("/v1/samples")).samples;
}

export function getScan(id: string): Promise<StoredScan> {
  return json(`/v1/scans/${encodeURIComponent(id)}`);
}

export function inspectScan(id: string): Promise<InspectResult> {
  return json(`/v1/scans/${encodeURIComponent(id)}/inspect`);
}

/** Puts a sample into the store, where it is a scan like any other. */
export function openSample(id: string): Promise<StoredScan> {
  return json(`/v1/samples/${encodeURIComponent(id)}/scan`, { method: "POST" });
}

export function sampleViewUrl(id: string, thumbPx: number): string {
  return `/v1/samples/${encodeURIComponent(id)}/view.png?thumb=${thumbPx}`;
}

export async function deleteScan(id: string): Promise<void> {
  await send(`/v1/scans/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export function viewUrl(scan: string, view: string, thumbPx?: number): string {
  const path = `/v1/scans/${encodeURIComponent(scan)}/views/${encodeURIComponent(view)}.png`;
  return thumbPx === undefined ? path : `${path}?thumb=${thumbPx}`;
}

/**
 * Sends a file's bytes. By XMLHttpRequest, since `fetch` does not say how much was sent.
 * @param onSent 0 … 1
 * @throws {ApiError} and an abort as it is
 */
export function uploadScan(file: Blob, onSent: (part: number) => void, signal: AbortSignal): Promise<StoredScan> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onSent(loaded / total);
    };
    request.onload = () => {
      if (request.status < 200 || request.status > 299) reject(apiError(request.status, request.responseText));
      else resolve(JSON.parse(request.responseText));
    };
    request.onerror = () => reject(new TypeError("upload failed"));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open("POST", "/v1/scans");
    request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    request.send(file);
  });
}
