import { CheckpointError } from "./errors.ts";
import type { PickleCursor } from "./pickle-cursor.ts";
import type { PickleValue } from "./pickle-values.ts";

/** What a pickle may name; both throw where it names anything else. */
export interface PickleGates {
  /** @param name module and name, joined by a dot */
  checkGlobal(name: string): void;
  checkReference(id: PickleValue): void;
}

/** The stack and the memo of a pickle that is being read; each operation checks that what it takes is there. */
export interface PickleMachine {
  readonly cursor: PickleCursor;
  readonly gates: PickleGates;
  push(value: PickleValue): void;
  pop(): PickleValue;
  top(): PickleValue;
  mark(): void;
  /** The values above the last mark, in order; they and the mark go. */
  popMarked(): PickleValue[];
  /** True where nothing is left on the stack. */
  isEmpty(): boolean;
  memoize(index: number): void;
  memoizeNext(): void;
  recall(index: number): void;
}

export function pickleMachine(cursor: PickleCursor, gates: PickleGates): PickleMachine {
  const stack: PickleValue[] = [];
  /** Heights of the stack. */
  const marks: number[] = [];
  // A map, not an array: one instruction may use an index of four billion.
  const memo = new Map<number, PickleValue>();

  const top = (): PickleValue => {
    const value = stack.at(-1);
    if (value === undefined || stack.length <= (marks.at(-1) ?? 0)) throw wrongOrder();
    return value;
  };

  return {
    cursor,
    gates,
    top,
    push: (value) => {
      stack.push(value);
    },
    pop() {
      const value = top();
      stack.pop();
      return value;
    },
    mark: () => {
      marks.push(stack.length);
    },
    popMarked() {
      const height = marks.pop();
      if (height === undefined) throw wrongOrder();
      return stack.splice(height);
    },
    isEmpty: () => stack.length === 0 && marks.length === 0,
    memoize: (index) => {
      memo.set(index, top());
    },
    memoizeNext: () => {
      memo.set(memo.size, top());
    },
    recall(index) {
      const value = memo.get(index);
      if (value === undefined) throw wrongOrder();
      stack.push(value);
    },
  };
}

/** An instruction found something else than it works on. */
export function wrongOrder(): CheckpointError {
  return new CheckpointError("damaged", "has a pickle whose instructions do not fit together");
}
