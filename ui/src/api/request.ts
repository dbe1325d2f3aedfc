import { type ApiError, apiError } from "./errors.ts";
import { authorization, tokenWanted } from "./token.ts";

interface RequestOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request to the server that this page came from, and to nothing else.
 * @throws {ApiError} for what the server refused; a network failure and an abort as they are.
 */
export async function send(path: string, { method = "GET", body, signal }: RequestOptions = {}): Promise<Response> {
  const response = await fetch(path, {
    method,
    ...(signal && { signal }),
    headers: { ...authorization(), ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.status === 401) tokenWanted.set(true);
  if (!response.ok) throw await toApiError(response);
  return response;
}

/** The page and the server are built from the same types, so a reply is taken as what its route promises. */
export async function json<T>(path: string, options?: RequestOptions): Promise<T> {
  const reply: T = await (await send(path, options)).json();
  return reply;
}

export async function toApiError(response: Response): Promise<ApiError> {
  return apiError(response.status, await response.text());
}
