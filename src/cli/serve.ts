import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { debuglog } from "node:util";
import { type Command, InvalidArgumentError } from "commander";
import type { App } from "../app/contract.ts";
import { AppError } from "../core/errors.ts";
import { readToken } from "../server/token-file.ts";
import { command, type GlobalFlags, positiveInteger, runCommand } from "./command.ts";
import { endWithin } from "./end-within.ts";
import { exitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { readVersion } from "./version.ts";

interface ServeFlags extends GlobalFlags {
  readonly host: string;
  readonly port: number;
  readonly tokenFile?: string;
  readonly maxUploadMib: number;
}

const debug = debuglog("caselens");
const bytesPerMib = 1_048_576;
/** Requests and their work take at most 7 s of it, then the application is closed. */
const longestStopMs = 7_500;

export function serveCommand(): Command {
  return command("serve", "Serve the page and the HTTP API, until Ctrl-C.")
    .option("--host <address>", "address to listen on; any but this computer's own needs a token", "127.0.0.1")
    .option("--port <n>", "port to listen on; 0: any that is free", portNumber, 8787)
    .option("--token-file <file>", "file that holds the token which clients must send")
    .option("--max-upload-mib <n>", "largest file that may be uploaded, in MiB", positiveInteger, 512)
    .action((flags: ServeFlags) =>
      runCommand(flags, async ({ app, output, signal }) => {
        const { host, port, tokenFile, maxUploadMib } = flags;
        const { listen } = await import("../server/listen.ts"); // here: no other command needs the server
        const server = await listen({
          app,
          host,
          port,
          token: tokenFile === undefined ? null : await readToken(tokenFile),
          version: readVersion(),
          maxUploadBytes: maxUploadMib * bytesPerMib,
          pageFolder: fileURLToPath(new URL("../../dist/ui", import.meta.url)),
          onUnexpected: (error, requestId) => debug("request %s: %O", requestId, error),
        });
        output.warn(`caselens serves on ${output.style("bold", server.url)}`);
        if (output.json) output.result({ url: server.url }, () => "");
        output.note(output.style("dim", `Weights: ${await app.models.licence()}`));
        output.note(output.style("dim", "Ctrl-C stops it."));
        const warm = warmUp(app, output, signal);
        if (!signal.aborted) await once(signal, "abort");
        output.note("Stopping.");
        endWithin(longestStopMs, exitCode.ok);
        await Promise.all([server.close(), warm]);
        return exitCode.ok;
      }),
    );
}

/** Loads the models and opens the library, so that the first question need not wait for them. */
async function warmUp(app: App, output: Output, signal: AbortSignal): Promise<void> {
  try {
    await app.ready();
    output.note(output.style("dim", "Ready."));
  } catch (error) {
    debug("%O", error);
    if (signal.aborted) return;
    const said =
      error instanceof AppError
        ? `${error.message} ${error.remedy} (${error.code})`
        : "The library cannot be searched.";
    output.warn(`${output.style("yellow", "not ready")} ${said}`);
  }
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("It must be a whole number from 0 to 65,535.");
  return value;
}
