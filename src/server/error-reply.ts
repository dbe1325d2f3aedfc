import { HTTPException } from "hono/http-exception";
import { ChatModelError } from "../chat/errors.ts";
import { AppError, DiskFullError, isDiskFull } from "../core/errors.ts";
import { ReportModelError } from "../report/errors.ts";
import { type ErrorStatus, statusOf } from "./error-status.ts";
import { RequestInvalidError } from "./errors.ts";

/** What every refusal and failure says, whoever asked. */
export interface ErrorReply {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly requestId: string;
    /** Of a language model that broke off: the answer that was kept, as far as it had come. */
    readonly answerId?: string;
    /** The draft that was kept where a language model failed to word it. */
    readonly reportId?: string;
  };
}

/**
 * An error as a client sees it. Only our own errors speak: another's message may hold a path, a prompt or a key, so that it is
 * `INTERNAL` and no more.
 */
export function errorReply(
  thrown: unknown,
  requestId: string,
): { readonly status: ErrorStatus; readonly body: ErrorReply } {
  const error = ours(thrown);
  if (error) {
    const { code, message, remedy } = error;
    const kept = {
      ...(error instanceof ChatModelError && error.answerId !== null && { answerId: error.answerId }),
      ...(error instanceof ReportModelError && { reportId: error.reportId }),
    };
    return { status: statusOf(error), body: { error: { code, message, remedy, requestId, ...kept } } };
  }
  const message = "Something failed that should not.";
  const remedy = "Report this with the request's id; NODE_DEBUG=caselens prints where it happened.";
  return { status: 500, body: { error: { code: "INTERNAL", message, remedy, requestId } } };
}

/** The error as one of ours; null where nobody foresaw it. */
export function ours(thrown: unknown): AppError | null {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HTTPException && thrown.status === 400) return new RequestInvalidError("body", ["is not JSON"]);
  return isDiskFull(thrown) ? new DiskFullError({ cause: thrown }) : null;
}
