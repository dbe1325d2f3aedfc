import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { chosenOf } from "../encoders/encoding.ts";
import type { StoredAnswer } from "./answer-store.ts";
import type { AskingParts } from "./ask-scan.ts";
import type { Session } from "./contract.ts";
import { ReplayUnavailableError } from "./conversation-errors.ts";

/**
 * The scan that a stored answer is about, and the session as it was when the answer was given.
 * @throws {ReplayUnavailableError} where the scan or the encoder is another one now
 */
export async function readAnswered(
  { scan: ref, result }: StoredAnswer,
  parts: Pick<AskingParts, "encoding" | "readScan" | "sessions">,
): Promise<{ readonly scan: EncodedScan; readonly before: Pick<Session, "turns"> }> {
  const { provenance, id, session } = result;
  if (chosenOf(await parts.encoding()).id !== provenance.encoder) throw new ReplayUnavailableError("encoder");
  const scan = await parts.readScan({ scan: ref, region: provenance.region ?? undefined }).catch(() => {
    throw new ReplayUnavailableError("scan");
  });
  if (scan.scan.sha256 !== provenance.scanSha256) throw new ReplayUnavailableError("changed");
  const { turns } = await parts.sessions.get(session).catch(() => ({ turns: [] }));
  const at = turns.findIndex(({ answer }) => answer.id === id);
  return { scan, before: { turns: at < 0 ? turns : turns.slice(0, at) } };
}
