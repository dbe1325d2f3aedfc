import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { ChatModel } from "../chat/chat-model.ts";
import { appendLine } from "./append-line.ts";
import { RemoteNotConfirmedError } from "./conversation-errors.ts";

const Consent = z.object({ scanSha256: z.string(), backend: z.string(), host: z.string(), at: z.string() });

export interface RemoteConsentOptions {
  /** `<home>/remote-consent.jsonl` */
  readonly path: string;
  readonly clock: () => Date;
}

export interface RemoteConsent {
  /**
   * Passes for a local model, and for a remote one that the user agreed to for this scan, now or before. An agreement is on the disk
   * before anything is sent.
   * @throws {RemoteNotConfirmedError}
   */
  check(
    model: Pick<ChatModel, "name" | "host" | "remote">,
    about: { readonly scanSha256: string; readonly confirmRemote: boolean },
  ): Promise<void>;
}

/** What users agreed to send where: one line for each scan, model and host. */
export function createRemoteConsent({ path, clock }: RemoteConsentOptions): RemoteConsent {
  return {
    async check({ name, host, remote }, { scanSha256, confirmRemote }) {
      if (!remote || host === null) return;
      const given = await readConsents(path);
      const same = (each: z.output<typeof Consent>) =>
        each.scanSha256 === scanSha256 && each.backend === name && each.host === host;
      if (given.some(same)) return;
      if (!confirmRemote) throw new RemoteNotConfirmedError(name, host);
      await appendLine(path, JSON.stringify({ scanSha256, backend: name, host, at: clock().toISOString() }));
    },
  };
}

async function readConsents(path: string): Promise<readonly z.output<typeof Consent>[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      return [Consent.parse(JSON.parse(line))];
    } catch {
      return []; // a torn line agrees to nothing
    }
  });
}
