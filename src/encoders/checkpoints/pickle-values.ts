/**
 * What a pickle holds, as plain data. Python's None, booleans, integers and floats, text and bytes are JavaScript's own;
 * everything else is tagged. Containers can hold themselves: whoever walks them bounds the walk.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleList
  | PickleSet
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PickleReference;

export interface PickleTuple {
  readonly kind: "tuple";
  readonly items: readonly PickleValue[];
}

export interface PickleList {
  readonly kind: "list";
  readonly items: PickleValue[];
}

export interface PickleSet {
  readonly kind: "set";
  readonly items: PickleValue[];
}

export type PickleEntry = readonly [key: PickleValue, value: PickleValue];

export interface PickleDict {
  readonly kind: "dict";
  /** In order; a later one of the same key stands for an earlier. */
  readonly entries: PickleEntry[];
}

/** A class or function by its name, such as `collections.OrderedDict`; never the thing itself. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** What Python would have made by calling `of` with `args`; here nothing is called. */
export interface PickleObject {
  readonly kind: "object";
  readonly of: PickleGlobal;
  readonly args: readonly PickleValue[];
  readonly entries: PickleEntry[];
  readonly items: PickleValue[];
  /** What it would have been given to restore its attributes. */
  state?: PickleValue;
}

/** Something that is stored outside the pickle. */
export interface PickleReference {
  readonly kind: "reference";
  readonly id: PickleValue;
}

/** The number where it is a whole one from 0 to 2^53 - 1. */
export function wholeNumber(value: PickleValue | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** True for tagged values, which have a `kind`. */
export function isTagged(
  value: PickleValue | undefined,
): value is Exclude<PickleValue, null | boolean | number | bigint | string | Uint8Array> {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}
