import type { RequestIdVariables } from "hono/request-id";
import type { App } from "../app/contract.ts";

/** What a request carries from the middleware to its route. */
export interface ServerEnv {
  Variables: RequestIdVariables & Pick<ServerParts, "bodyMs">;
}

/** What the routes need. */
export interface ServerParts {
  readonly app: App;
  /** Version of this program. */
  readonly version: string;
  /** Aborted when the server is being stopped. */
  readonly shutdown: AbortSignal;
  /** Bytes of one uploaded file. */
  readonly maxUploadBytes: number;
  /** What a JSON body may take to arrive, and the longest pause in an upload; in milliseconds. */
  readonly bodyMs: number;
  /** Where the built page stands. */
  readonly pageFolder: string;
  /** Work that may go on after its reply: the server is not closed before it has ended. */
  readonly track: (work: Promise<unknown>) => void;
  /** What nobody foresaw: for the log, not for the client. */
  readonly onUnexpected: (error: unknown, requestId: string) => void;
}
