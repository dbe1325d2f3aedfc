import type { TriedNames, TryNamesRequest } from "../../../src/app/try-names.ts";
import { json } from "./request.ts";

export function tryNames(body: TryNamesRequest, signal: AbortSignal): Promise<TriedNames> {
  return json("/v1/try-names", { method: "POST", body, signal });
}
