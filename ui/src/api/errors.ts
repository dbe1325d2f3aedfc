/** What the server says when it refuses: its own words, never made up here. */
export class ApiError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly status: number;
  /** The draft that was kept where a language model failed to word it. */
  readonly reportId: string | null;
  constructor(
    status: number,
    body: { readonly code: string; readonly message: string; readonly remedy: string; readonly reportId?: string },
  ) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.remedy = body.remedy;
    this.reportId = body.reportId ?? null;
  }
}

/** The words for an error, whatever it was. */
export function errorWords(error: unknown): { readonly message: string; readonly remedy: string } {
  if (error instanceof ApiError) return { message: error.message, remedy: error.remedy };
  return {
    message: "The server does not answer.",
    remedy: "See whether `caselens serve` still runs on this computer; then try again.",
  };
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Reads the server's one error shape; anything else (a proxy's page) is named by its status only. */
export function apiError(status: number, text: string): ApiError {
  try {
    const { error } = JSON.parse(text);
    if (typeof error.code === "string" && typeof error.message === "string")
      return new ApiError(status, {
        code: error.code,
        message: error.message,
        remedy: String(error.remedy ?? ""),
        ...(typeof error.reportId === "string" && { reportId: error.reportId }),
      });
  } catch {
    // Not ours.
  }
  return new ApiError(status, {
    code: "UNKNOWN_REPLY",
    message: `The server answered with status ${status}.`,
    remedy: "Try again; if it stays so, look at the server's log.",
  });
}
