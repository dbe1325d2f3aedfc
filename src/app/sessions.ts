import { open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isMissing } from "../core/errors.ts";
import { createKeyedTurns } from "../core/keyed-turns.ts";
import { appendLine } from "./append-line.ts";
import { parseAskResult } from "./ask-result.ts";
import type { Session, SessionTurn } from "./contract.ts";
import { SessionDeletedError, SessionOtherScanError, SessionUnknownError } from "./conversation-errors.ts";

export interface SessionStoreOptions {
  /** `<home>/sessions` */
  readonly folder: string;
  readonly clock: () => Date;
  /** A new session's id: letters, digits, `-` and `_`. */
  readonly ids: () => string;
  /** Deletes a stored answer; a session takes its answers with it. */
  readonly deleteAnswer: (id: string) => Promise<void>;
}

/** Conversations, each about one scan, one file each. */
export interface SessionStore {
  /**
   * The session to go on with, or a new one, which is on the disk once it has a turn.
   * @throws {SessionUnknownError | SessionOtherScanError}
   */
  openFor(scanSha256: string, id: string | undefined): Promise<Session>;
  /** Appends a turn and flushes it to the disk. @throws {DiskFullError | SessionDeletedError} */
  add(session: Session, turn: SessionTurn): Promise<void>;
  /** Of one scan, or all; newest first. */
  list(scanSha256?: string): Promise<readonly Omit<Session, "turns">[]>;
  /** @throws {SessionUnknownError} */
  get(id: string): Promise<Session>;
  /** Deletes a session and its answers. @throws {SessionUnknownError} */
  delete(id: string): Promise<void>;
  /** Deletes all sessions about a scan, and their answers. */
  deleteOf(scanSha256: string): Promise<void>;
}

const Head = z.object({
  kind: z.literal("session"),
  id: z.string(),
  scanSha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
});
const Turn = z.object({
  kind: z.literal("turn"),
  question: z.string(),
  askedAt: z.iso.datetime(),
  answer: z.unknown(),
});
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
const extension = ".jsonl";

export function createSessionStore({ folder, clock, ids, deleteAnswer }: SessionStoreOptions): SessionStore {
  function pathOf(id: string): string {
    if (!idPattern.test(id)) throw new SessionUnknownError();
    return join(folder, `${id}${extension}`);
  }

  async function get(id: string): Promise<Session> {
    const text = await readFile(pathOf(id), "utf8").catch(() => {
      throw new SessionUnknownError();
    });
    const [first, ...lines] = text.split("\n");
    const head = parseLine(Head, first);
    if (!head) throw new SessionUnknownError();
    const { kind: _, ...session } = head;
    return { ...session, turns: lines.flatMap((line) => turnOf(line)) };
  }

  const inTurn = createKeyedTurns();

  async function list(scanSha256?: string): Promise<readonly Omit<Session, "turns">[]> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(extension));
    const heads = await Promise.all(names.map((name) => readHead(join(folder, name))));
    return heads
      .flatMap((head) => (head && (scanSha256 === undefined || head.scanSha256 === scanSha256) ? [head] : []))
      .map(({ kind: _, ...session }) => session)
      .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1));
  }

  const remove = (id: string) =>
    inTurn(id, async () => {
      const { turns } = await get(id);
      for (const { answer } of turns) await deleteAnswer(answer.id);
      await rm(pathOf(id), { force: true });
    });

  return {
    get,
    list,
    delete: remove,
    async openFor(scanSha256, id) {
      if (id === undefined) return { id: ids(), scanSha256, createdAt: clock().toISOString(), turns: [] };
      const session = await get(id);
      if (session.scanSha256 !== scanSha256) throw new SessionOtherScanError();
      return session;
    },
    add: ({ id, scanSha256, createdAt, turns }, turn) =>
      inTurn(id, async () => {
        const path = pathOf(id);
        if (turns.length === 0) await appendLine(path, JSON.stringify({ kind: "session", id, scanSha256, createdAt }));
        try {
          await appendLine(path, JSON.stringify({ kind: "turn", ...turn }), "existing");
        } catch (cause) {
          throw isMissing(cause) ? new SessionDeletedError({ cause }) : cause;
        }
      }),
    async deleteOf(scanSha256) {
      for (const { id } of await list(scanSha256))
        await remove(id).catch((error: unknown) => {
          if (!(error instanceof SessionUnknownError)) throw error; // somebody else deleted it
        });
    },
  };
}

/** A line that a kill tore is no turn; those around it are. */
function turnOf(line: string): readonly SessionTurn[] {
  const turn = parseLine(Turn, line);
  if (!turn) return [];
  try {
    const { question, askedAt } = turn;
    return [{ question, askedAt, answer: parseAskResult(turn.answer) }];
  } catch {
    return [];
  }
}

function parseLine<S extends z.ZodType>(schema: S, line: string): z.output<S> | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

const headBytes = 1_024;

/** The first line alone: a list reads no answers. */
async function readHead(path: string): Promise<z.output<typeof Head> | null> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return parseLine(Head, buffer.toString("utf8", 0, bytesRead).split("\n", 1)[0]);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
