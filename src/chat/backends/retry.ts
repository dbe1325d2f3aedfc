import { setTimeout as sleep } from "node:timers/promises";

/** How a request is tried again. */
export interface Patience {
  /** Between 0 and 1: spreads those who were refused together. */
  readonly random: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const patience: Patience = {
  random: Math.random,
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** A user who waits would rather be told. */
const longestWaitMs = 10_000;
const firstWaitMs = 500;

/**
 * How long to wait before the next try: full jitter over a doubling bound (Brooker, "Exponential backoff and jitter", AWS 2015), never
 * less than the server asks for. Null: it asks for longer than anybody waits.
 * @param tried tries so far, from 1
 */
export function waitBefore(tried: number, askedMs: number | null, { random }: Pick<Patience, "random">): number | null {
  if (askedMs !== null && askedMs > longestWaitMs) return null;
  const jittered = random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (tried - 1));
  return Math.max(jittered, askedMs ?? 0);
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); null where there is none. */
export function readRetryAfterMs(headers: Headers, nowMs: number = Date.now()): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
