import { setImmediate } from "node:timers/promises";
import { argmax } from "../../core/vector.ts";
import { caseFolds, foldCount, type RowsOfCases } from "./case-folds.ts";
import type { LabelledVectors, Trials } from "./contract.ts";

/** Labelled vectors of known cases. */
export interface Examples extends LabelledVectors, RowsOfCases {}

/** How good the setting chosen was on cases held back. It was chosen for that, so the figure flatters it. */
export interface CrossValidation {
  readonly folds: number;
  /** Settings that were tried. */
  readonly tried: number;
  readonly balancedAccuracy: number;
}

export interface Chosen {
  /** Index in the method's grid. */
  readonly setting: number;
  readonly crossValidation: CrossValidation;
}

export interface ChoiceOptions {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Folds that are done. */
  readonly onFold?: ((done: number, folds: number) => void) | undefined;
}

/**
 * The setting with the greatest balanced accuracy over the folds together, no case being in a fit that it is scored by; of equal ones the
 * one with the least mean log loss, then the earlier.
 * @returns null where there are too few cases to hold any back
 */
export async function chooseSetting(
  examples: Examples,
  trials: Trials,
  { seed, signal, onFold }: ChoiceOptions,
): Promise<Chosen | null> {
  const folds = foldCount(examples);
  if (folds === null) return null;
  const foldOf = caseFolds(examples, { folds, seed });
  const found: (readonly number[])[][] = []; // [setting][row], shares
  for (let fold = 0; fold < folds; fold++) {
    await setImmediate(); // lets an interruption through
    signal?.throwIfAborted();
    const held = rowsWhere(foldOf, (each) => each === fold);
    const scored = trials(
      pick(
        examples,
        rowsWhere(foldOf, (each) => each !== fold),
      ),
      held.map((row) => examples.vectors[row]),
    );
    scored.forEach((rows, setting) => {
      found[setting] ??= [];
      rows.forEach((shares, i) => {
        found[setting][held[i]] = shares;
      });
    });
    onFold?.(fold + 1, folds);
  }
  const figures = found.map((shares) => ({
    balancedAccuracy: balancedAccuracy(shares, examples),
    loss: logLoss(shares, examples),
  }));
  const [setting] = Array.from(figures.keys()).sort(
    (a, b) => figures[b].balancedAccuracy - figures[a].balancedAccuracy || figures[a].loss - figures[b].loss || a - b,
  );
  const { balancedAccuracy: reached } = figures[setting];
  return { setting, crossValidation: { folds, tried: figures.length, balancedAccuracy: reached } };
}

function rowsWhere(foldOf: readonly number[], isWanted: (fold: number) => boolean): number[] {
  return Array.from(foldOf.keys()).filter((row) => isWanted(foldOf[row]));
}

function pick({ vectors, labels, classes }: LabelledVectors, rows: readonly number[]): LabelledVectors {
  return { vectors: rows.map((row) => vectors[row]), labels: rows.map((row) => labels[row]), classes };
}

/** Mean over the classes of the share of their rows that were called rightly. */
function balancedAccuracy(shares: readonly (readonly number[])[], { labels, classes }: LabelledVectors): number {
  const rows = new Array<number>(classes).fill(0);
  const right = new Array<number>(classes).fill(0);
  shares.forEach((each, row) => {
    rows[labels[row]]++;
    if (argmax(each) === labels[row]) right[labels[row]]++;
  });
  return right.reduce((sum, count, each) => sum + count / rows[each], 0) / classes;
}

/** A share of 0 costs as much as this one. */
const leastShare = 1e-6;

function logLoss(shares: readonly (readonly number[])[], { labels }: LabelledVectors): number {
  return shares.reduce((sum, each, row) => sum - Math.log(Math.max(each[labels[row]], leastShare)), 0) / labels.length;
}
