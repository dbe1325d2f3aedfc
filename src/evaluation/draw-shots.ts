import { sha256Hex } from "../core/sha256.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";

type Row = Pick<EvaluationRow, "source" | "case">;

/**
 * So many rows of each class: one of every case before a second of any, in an order that seed and row give.
 * @param labelOf class of a row
 * @returns in the order of the rows; of a class with fewer all
 */
export function drawShots<R extends Row>(
  rows: readonly R[],
  labelOf: (row: R) => number | null,
  { shots, seed }: { readonly shots: number; readonly seed: number },
): readonly R[] {
  const drawn = new Set<R>();
  for (const label of new Set(rows.map(labelOf))) {
    const own = rows
      .filter((row) => labelOf(row) === label)
      .map((row) => ({ row, key: sha256Hex(`${seed} ${row.source}`) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const seen = new Map<string, number>();
    const turns = own.map(({ row }) => {
      const turn = seen.get(row.case ?? row.source) ?? 0;
      seen.set(row.case ?? row.source, turn + 1);
      return { row, turn };
    });
    for (const { row } of turns.sort((a, b) => a.turn - b.turn).slice(0, shots)) drawn.add(row);
  }
  return rows.filter((row) => drawn.has(row));
}
