import { open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isMissing } from "../core/errors.ts";
import { createKeyedTurns } from "../core/keyed-turns.ts";
import { appendLine } from "./append-line.ts";
import { parseAskResult } from "./ask-result.ts";
import type { Session, SessionSummary, SessionTurn } from "./contract.ts";
import { SessionDeletedError, SessionOtherScanError, SessionUnknownError } from "./conversation-errors.ts";
import { type MarkChange, withMark } from "./marks.ts";

export interface SessionStoreOptions {
  /** `<home>/sessions` */
  readonly folder: string;
  readonly clock: () => Date;
  /** A new session's id: letters, digits, `-` and `_`. */
  readonly ids: () => string;
  /** Deletes a stored answer; a session takes its answers with it. */
  readonly deleteAnswer: (id: string) => Promise<void>;
}

/** A session as it is used: a new one is on the disk once it has a turn or a mark. */
export interface OpenSession extends Session {
  readonly isNew: boolean;
}

/** Conversations, each about one scan, one file each, whose lines are only ever appended. */
export interface SessionStore {
  /**
   * The session to go on with, or a new one.
   * @throws {SessionUnknownError | SessionOtherScanError}
   */
  openFor(scanSha256: string, id: string | undefined): Promise<OpenSession>;
  /** Begins an empty session, on the disk. @throws {DiskFullError} */
  begin(scanSha256: string): Promise<Session>;
  /** Appends a turn and flushes it to the disk. @throws {DiskFullError | SessionDeletedError} */
  add(session: OpenSession, turn: SessionTurn): Promise<void>;
  /** Appends changes of marks and gives the session as it is with them. @throws {DiskFullError | SessionDeletedError} */
  mark(session: OpenSession, changes: readonly MarkChange[]): Promise<OpenSession>;
  /** Of one scan, or all; newest first. */
  list(scanSha256?: string): Promise<readonly SessionSummary[]>;
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
const MarkLine = z.object({
  kind: z.literal("mark"),
  mark: z.enum(["pin", "ban", "release"]),
  library: z.string(),
  pairId: z.string(),
  case: z.string(),
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
    const marks = lines.flatMap((line) => parseLine(MarkLine, line) ?? []);
    return {
      ...session,
      marks: marks.reduce<Session["marks"]>(withMark, []),
      turns: lines.flatMap((line) => turnOf(line)),
    };
  }

  const inTurn = createKeyedTurns();

  async function list(scanSha256?: string): Promise<readonly SessionSummary[]> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(extension));
    const heads = await Promise.all(names.map((name) => readHead(join(folder, name))));
    return heads
      .flatMap((head) => (head && (scanSha256 === undefined || head.scanSha256 === scanSha256) ? [head] : []))
      .map(({ kind: _, ...session }) => session)
      .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1));
  }

  const fresh = (scanSha256: string): OpenSession => ({
    id: ids(),
    scanSha256,
    createdAt: clock().toISOString(),
    marks: [],
    turns: [],
    isNew: true,
  });

  /** Appends lines; a session that is not new and has no file was deleted. */
  const append = ({ id, scanSha256, createdAt, isNew }: OpenSession, lines: readonly object[]) =>
    inTurn(id, async () => {
      const path = pathOf(id);
      if (isNew) await appendLine(path, JSON.stringify({ kind: "session", id, scanSha256, createdAt }));
      try {
        for (const line of lines) await appendLine(path, JSON.stringify(line), "existing");
      } catch (cause) {
        throw isMissing(cause) ? new SessionDeletedError({ cause }) : cause;
      }
    });

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
      if (id === undefined) return fresh(scanSha256);
      const session = await get(id);
      if (session.scanSha256 !== scanSha256) throw new SessionOtherScanError();
      return { ...session, isNew: false };
    },
    async begin(scanSha256) {
      const session = fresh(scanSha256);
      await append(session, []);
      const { isNew: _, ...begun } = session;
      return begun;
    },
    add: (session, turn) => append(session, [{ kind: "turn", ...turn }]),
    async mark(session, changes) {
      if (changes.length === 0) return session;
      await append(
        session,
        changes.map((change) => ({ kind: "mark", ...change, at: clock().toISOString() })),
      );
      return { ...session, isNew: false, marks: changes.reduce(withMark, session.marks) };
    },
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
