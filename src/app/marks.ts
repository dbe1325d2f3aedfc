import type { Library } from "../retrieval/library.ts";
import { MarksConflictError, MarksTooManyError, PinOwnCaseError } from "./conversation-errors.ts";
import { PairUnknownError } from "./store-errors.ts";

/** What a user made of a retrieved pair in a conversation: `pin`: always read; `ban`: its whole case is never read again. */
export interface Mark {
  readonly mark: "pin" | "ban";
  readonly library: string;
  readonly pairId: string;
  readonly case: string;
}

/** A mark that is set or, by `release`, taken away. */
export interface MarkChange extends Omit<Mark, "mark"> {
  readonly mark: Mark["mark"] | "release";
}

/** Pins are read whole into every answer, bans are conditions of every search: both have a limit in a session and a library. */
export const mostPins = 8;
export const mostBans = 200;

/** Marks after one more: the last word on a case or a pair counts. A ban is of the whole case. */
export function withMark(marks: readonly Mark[], { mark, library, pairId, case: name }: MarkChange): readonly Mark[] {
  const ofCase = (each: Mark) => each.library === library && each.case === name;
  const others = marks.filter(
    (each) => !ofCase(each) || (mark !== "ban" && each.mark === "pin" && each.pairId !== pairId),
  );
  return mark === "release" ? others : [...others, { mark, library, pairId, case: name }];
}

/** What a session's marks say of one library. */
export interface MarksOfLibrary {
  readonly pinned: readonly Pick<Mark, "pairId" | "case">[];
  readonly banned: readonly Pick<Mark, "pairId" | "case">[];
}

export const noMarks: MarksOfLibrary = { pinned: [], banned: [] };

export function marksOf(marks: readonly Mark[], library: string): MarksOfLibrary {
  const of = (mark: Mark["mark"]) =>
    marks
      .filter((each) => each.mark === mark && each.library === library)
      .map(({ pairId, case: name }) => ({ pairId, case: name }));
  return { pinned: of("pin"), banned: of("ban") };
}

/** Pairs by id that a request pins, bans or releases. */
export interface MarksWanted {
  readonly pin?: readonly string[] | undefined;
  readonly ban?: readonly string[] | undefined;
  readonly release?: readonly string[] | undefined;
}

/**
 * The changes that a request asks for, in a library that holds the pairs.
 * @throws {PairUnknownError | PinOwnCaseError | MarksConflictError | MarksTooManyError}
 */
export async function markChanges(
  wanted: MarksWanted,
  { scanSha256, marks }: { readonly scanSha256: string; readonly marks: readonly Mark[] },
  { pairs, manifest: { name: library } }: Library,
): Promise<readonly MarkChange[]> {
  const { pin = [], ban = [], release = [] } = wanted;
  const asked = [
    ...pin.map((pairId) => ({ mark: "pin" as const, pairId })),
    ...ban.map((pairId) => ({ mark: "ban" as const, pairId })),
    ...release.map((pairId) => ({ mark: "release" as const, pairId })),
  ];
  if (asked.length === 0) return [];
  const ids = [...new Set(asked.map(({ pairId }) => pairId))];
  const [found, [own]] = await Promise.all([pairs.get(ids), pairs.get([scanSha256.slice(0, 32)])]);
  const caseOf = (pairId: string) =>
    found.find(({ id }) => id === pairId)?.case ??
    marks.find((each) => each.library === library && each.pairId === pairId)?.case; // deleted since: still to be released
  const changes = asked.map(({ mark, pairId }): MarkChange => {
    const name = caseOf(pairId);
    if (name === undefined) throw new PairUnknownError();
    if (mark === "pin" && name === (own?.case ?? scanSha256)) throw new PinOwnCaseError();
    return { mark, library, pairId, case: name };
  });
  for (const [i, one] of changes.entries())
    for (const other of changes.slice(i + 1))
      if (one.mark !== other.mark && (one.case === other.case || one.pairId === other.pairId))
        throw new MarksConflictError();
  const after = marksOf(changes.reduce(withMark, marks), library);
  if (after.pinned.length > mostPins) throw new MarksTooManyError("pinned", mostPins);
  if (after.banned.length > mostBans) throw new MarksTooManyError("banned", mostBans);
  return changes;
}
