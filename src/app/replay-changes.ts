import type { Evidence, ProvenanceRecord } from "../chat/contract.ts";
import type { Library } from "../retrieval/library.ts";

/** Something that is another today than when an answer was made. */
export interface ReplayChange {
  readonly code:
    | "ENCODER_CHANGED"
    | "MODEL_CHANGED"
    | "PROGRAM_CHANGED"
    | "PROMPT_CHANGED"
    | "PROMPT_GONE"
    | "LIBRARY_CHANGED"
    | "SCAN_VIEW_CHANGED"
    | "PAIR_DELETED"
    | "PAIR_NOT_READ"
    | "PAIR_TEXT_CHANGED"
    | "PAIR_VIEW_CHANGED"
    /** Made before records were kept. */
    | "NO_RECORD";
  readonly message: string;
}

/** Evidence that was gathered again. */
export interface Replayed {
  readonly evidence: readonly Evidence[];
  /** What it was gathered with now. */
  readonly record: ProvenanceRecord;
  /** What became of the pairs that were read. */
  readonly pairs: readonly ReplayChange[];
}

/** What is another today than when an answer or a report was made. Before records were kept, little can be said. */
export function changesOf(then: ProvenanceRecord | undefined, now: ProvenanceRecord): readonly ReplayChange[] {
  if (!then)
    return [
      {
        code: "NO_RECORD",
        message: "It was made before versions, prompts and views were kept: what changed cannot be told.",
      },
    ];
  const changes: ReplayChange[] = [];
  if (then.caselens !== now.caselens)
    changes.push({
      code: "PROGRAM_CHANGED",
      message: `caselens was ${then.caselens} then and is ${now.caselens} now.`,
    });
  for (const { role, id } of then.models) {
    const today = now.models.find((each) => each.role === role);
    if (today && today.id !== id)
      changes.push({ code: "MODEL_CHANGED", message: `The model for ${role} was ${id} then and is ${today.id} now.` });
  }
  for (const prompt of then.prompts) {
    const today = now.prompts.find(({ id }) => id === prompt.id);
    if (!today)
      changes.push({
        code: "PROMPT_GONE",
        message: `The prompt or word list ${prompt.id} was used then and is not now.`,
      });
    else if (today.version !== prompt.version)
      changes.push({
        code: "PROMPT_CHANGED",
        message: `${prompt.id} was version ${prompt.version} then and is version ${today.version} now.`,
      });
    else if (today.sha256 !== prompt.sha256)
      changes.push({
        code: "PROMPT_CHANGED",
        message: `${prompt.id} has other words than then under the same version, ${prompt.version}.`,
      });
  }
  if (then.library.createdAt !== now.library.createdAt)
    changes.push({
      code: "LIBRARY_CHANGED",
      message: `The library ${then.library.name} was deleted and made anew since.`,
    });
  else if (then.library.version !== now.library.version)
    changes.push({
      code: "LIBRARY_CHANGED",
      message: `The library ${then.library.name} was at version ${then.library.version} then and is at ${now.library.version} now.`,
    });
  const [scanThen, scanNow] = [then, now].map(({ views }) =>
    views.find(({ of, use }) => of === "scan" && use === "encoded"),
  );
  if (scanThen && scanNow && scanThen.sha256 !== scanNow.sha256)
    changes.push({ code: "SCAN_VIEW_CHANGED", message: "The same file is decoded to another picture now." });
  for (const view of then.views.filter(({ use }) => use === "retrieved")) {
    const today = now.views.find(({ pairId, use }) => use === "retrieved" && pairId === view.pairId);
    if (today && today.sha256 !== view.sha256)
      changes.push({ code: "PAIR_VIEW_CHANGED", message: `Pair ${view.pairId} has another picture now.` });
  }
  return changes;
}

/** What became of pairs that were read then and are not now, or that say something else now. */
export async function pairChanges(
  then: readonly Evidence[],
  now: readonly Evidence[],
  { pairs }: Library,
): Promise<readonly ReplayChange[]> {
  const [before, after] = [then, now].map((evidence) =>
    evidence.flatMap((each) => (each.kind === "pair" ? [each] : [])),
  );
  const gone = before.filter(({ pairId }) => !after.some((each) => each.pairId === pairId));
  const there = new Set((await pairs.get(gone.map(({ pairId }) => pairId))).map(({ id }) => id));
  return [
    ...gone.map(
      ({ pairId, case: name }): ReplayChange =>
        there.has(pairId)
          ? {
              code: "PAIR_NOT_READ",
              message: `Pair ${pairId} of case ${name} is still in the library, and is not among the pairs read now.`,
            }
          : { code: "PAIR_DELETED", message: `Pair ${pairId} of case ${name} is not in the library any more.` },
    ),
    ...before.flatMap(({ pairId, case: name, text }): readonly ReplayChange[] => {
      const today = after.find((each) => each.pairId === pairId);
      return today && today.text !== text
        ? [{ code: "PAIR_TEXT_CHANGED", message: `Pair ${pairId} of case ${name} has other words now.` }]
        : [];
    }),
  ];
}
