import { AppError } from "../core/errors.ts";

/** Nothing is served at this address. */
export class RouteUnknownError extends AppError {
  readonly code = "ROUTE_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("There is nothing at this address.", "/openapi.json lists what there is.");
  }
}

/** The address is right, the method is not. */
export class MethodNotAllowedError extends AppError {
  readonly code = "METHOD_NOT_ALLOWED";
  readonly kind = "usage";
  constructor(allowed: readonly string[]) {
    super("That method is not served at this address.", `Use ${allowed.join(" or ")}.`);
  }
}

/** A body, a query or a part of the address does not fit; `issues` names the fields and what is wrong, never a value. */
export class RequestInvalidError extends AppError {
  readonly code = "REQUEST_INVALID";
  readonly kind = "usage";
  readonly issues: readonly string[];
  constructor(where: "body" | "query" | "address", issues: readonly string[]) {
    super(
      `The request's ${where} does not fit: ${issues.slice(0, 5).join(", ")}.`,
      "/openapi.json describes what it must be.",
    );
    this.issues = issues;
  }
}

/** A JSON body that is longer than any that makes sense. */
export class BodyTooLargeError extends AppError {
  readonly code = "BODY_TOO_LARGE";
  readonly kind = "input";
  constructor(maxBytes: number) {
    super(`The request's body is over ${maxBytes.toLocaleString("en")} bytes.`, "Send less at once.");
  }
}

/** The client went while it was sending. */
export class BodyCutError extends AppError {
  readonly code = "BODY_CUT";
  readonly kind = "usage";
  constructor(options?: ErrorOptions) {
    super("The connection ended before the request's body did.", "Send it again.", options);
  }
}

/** The client stopped sending, or sends so slowly that nobody waits for it. */
export class BodyLateError extends AppError {
  readonly code = "BODY_LATE";
  readonly kind = "usage";
  constructor() {
    super("The request's body did not come in time.", "Send it again, at once and to its end.");
  }
}

export class MediaTypeError extends AppError {
  readonly code = "MEDIA_TYPE_UNSUPPORTED";
  readonly kind = "input";
  constructor(wanted: string) {
    super("The request's content type is not one that this address reads.", `Send ${wanted}.`);
  }
}

/** A form that cannot be read to its end, or holds something else than files. */
export class UploadInvalidError extends AppError {
  readonly code = "UPLOAD_INVALID";
  readonly kind = "input";
  constructor(found: "boundary" | "headers" | "cut" | "field" | "none" | "many") {
    super(
      {
        boundary: "The form has no boundary, or does not begin with it.",
        headers: "A part of the form has headers that cannot be read.",
        cut: "The form ends before its last boundary.",
        field: 'The form has a field that is not "file".',
        none: "The form has no file.",
        many: "The form has too many parts.",
      }[found],
      'Send multipart/form-data with one or more fields named "file", or the bytes of one file as application/octet-stream.',
    );
  }
}

/** The page was reached by a name that is not this computer's: another site's name may point here. */
export class HostRefusedError extends AppError {
  readonly code = "HOST_REFUSED";
  readonly kind = "usage";
  constructor() {
    super(
      "The request names a host that is not this server.",
      "Open it by the address that the server printed, or as http://localhost with its port.",
    );
  }
}

/** Another site's page asks. */
export class OriginRefusedError extends AppError {
  readonly code = "ORIGIN_REFUSED";
  readonly kind = "usage";
  constructor() {
    super("The request comes from another site's page.", "Use this server's own page, or a client that is no browser.");
  }
}

export class TokenRefusedError extends AppError {
  readonly code = "TOKEN_REFUSED";
  readonly kind = "usage";
  constructor() {
    super("The request has no token, or a wrong one.", "Send it as `Authorization: Bearer TOKEN`.");
  }
}

export class ShuttingDownError extends AppError {
  readonly code = "SHUTTING_DOWN";
  readonly kind = "failure";
  constructor() {
    super("The server is being stopped.", "Ask again when it runs; what was stored is still there.");
  }
}

/** `npm run build` has not made the page. */
export class PageNotBuiltError extends AppError {
  readonly code = "PAGE_NOT_BUILT";
  readonly kind = "failure";
  constructor() {
    super("The page is not built.", "Run `npm run build`; the API works without it.");
  }
}

export class SampleUnknownError extends AppError {
  readonly code = "SAMPLE_UNKNOWN";
  readonly kind = "input";
  constructor() {
    super("There is no sample of that id.", "List the samples to see which there are.");
  }
}

/** By HTTP only shipped prompt sets can be named: a path would read the server's files. */
export class PromptSetUnknownError extends AppError {
  readonly code = "PROMPT_SET_UNKNOWN";
  readonly kind = "usage";
  constructor(known: readonly string[]) {
    super("There is no prompt set of that id.", `Use one of ${known.join(", ")}, or send labels.`);
  }
}

export class PortInUseError extends AppError {
  readonly code = "PORT_IN_USE";
  readonly kind = "failure";
  constructor() {
    super("Another program listens on that port.", "Choose another with --port, or stop that program.");
  }
}

export class AddressUnusableError extends AppError {
  readonly code = "ADDRESS_UNUSABLE";
  readonly kind = "usage";
  constructor(options?: ErrorOptions) {
    super(
      "The server cannot listen on that host and port.",
      "Use an address of this computer, and a port over 1023 unless you may use those below.",
      options,
    );
  }
}

/** Off this computer, everybody who reaches the port could read the scans. */
export class TokenMissingError extends AppError {
  readonly code = "TOKEN_REQUIRED";
  readonly kind = "usage";
  constructor() {
    super(
      "Other computers could reach that address, and there is no token to keep them out.",
      "Name a file that holds one with --token-file, made for example with `openssl rand -hex 32`; or listen on 127.0.0.1.",
    );
  }
}

export class TokenInvalidError extends AppError {
  readonly code = "TOKEN_INVALID";
  readonly kind = "usage";
  constructor(found: "unreadable" | "form" | "weak", options?: ErrorOptions) {
    super(
      {
        unreadable: "The token file cannot be read.",
        form: "The token file holds something that is not one token.",
        weak: "The token is too easy to guess: it has less than 128 bits.",
      }[found],
      "Make one with `openssl rand -hex 32`, alone in its file.",
      options,
    );
  }
}
