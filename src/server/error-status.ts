import type { AppError } from "../core/errors.ts";

/** Statuses that are not given by the kind of the error alone, by its code. */
const byCode: Readonly<Record<string, ErrorStatus>> = {
  TOKEN_REFUSED: 401,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  ROUTE_UNKNOWN: 404,
  PAGE_NOT_BUILT: 404,
  SCAN_NOT_FOUND: 404,
  SAMPLE_UNKNOWN: 404,
  LIBRARY_UNKNOWN: 404,
  PAIR_UNKNOWN: 404,
  JOB_UNKNOWN: 404,
  SESSION_UNKNOWN: 404,
  REPORT_UNKNOWN: 404,
  REPORT_VERSION_UNKNOWN: 404,
  ANSWER_UNKNOWN: 404,
  ENCODER_UNKNOWN: 404,
  ADAPTER_UNKNOWN: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_LATE: 408,
  JOB_ACTIVE: 409,
  LIBRARY_LOCKED: 409,
  ENCODER_MISMATCH: 409,
  ADAPTER_ENCODER_MISMATCH: 409,
  SESSION_OTHER_SCAN: 409,
  SESSION_DELETED: 409,
  PIN_OWN_CASE: 409,
  LIBRARY_BUILT_IN: 409,
  SCAN_CHANGED: 409,
  PAIR_TEXT_INVALID: 400,
  MARKS_CONFLICT: 409,
  MARKS_TOO_MANY: 409,
  REMOTE_NOT_CONFIRMED: 409,
  REPORT_CHANGED: 409,
  REPORT_CONFIRMED: 409,
  REPORT_EMPTY: 409,
  REPORT_FLAGS_REMAIN: 409,
  REPLAY_UNAVAILABLE: 409,
  CONTROL_UNAVAILABLE: 409,
  UPLOAD_TOO_LARGE: 413,
  BODY_TOO_LARGE: 413,
  SCAN_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  SCAN_UNSUPPORTED: 415,
  UPLOAD_INVALID: 400,
  QUESTION_INVALID: 400,
  TEXT_EMPTY: 400,
  SHUTTING_DOWN: 503,
  LLM_UNREACHABLE: 502,
  LLM_TIMEOUT: 504,
  LLM_RATE_LIMITED: 502,
  LLM_FAILED: 502,
  LLM_AUTH: 502,
  LLM_BAD_REPLY: 502,
  LLM_CONTEXT_TOO_SMALL: 422,
  LLM_CUT_OFF: 502,
  LLM_KEY_MISSING: 502,
  LLM_TOKENIZER_INVALID: 502,
  DISK_FULL: 507,
};

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 500 | 502 | 503 | 504 | 507;

/** The HTTP status of an error of ours. */
export function statusOf({ code, kind }: AppError): ErrorStatus {
  const known = byCode[code];
  if (known !== undefined) return known;
  switch (kind) {
    case "usage":
      return 400;
    case "input":
      return 422;
    case "failure":
      return 500;
    default:
      return kind satisfies never;
  }
}
