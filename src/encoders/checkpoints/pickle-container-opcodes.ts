import type { PickleOperation } from "./pickle-data-opcodes.ts";
import { type PickleMachine, wrongOrder } from "./pickle-machine.ts";
import { isTagged, type PickleEntry, type PickleValue } from "./pickle-values.ts";

/** Instructions that make tuples, lists, sets and dicts and that fill them, by their byte. */
export const pickleContainerOperations: ReadonlyMap<number, PickleOperation> = new Map<number, PickleOperation>([
  [0x28, ({ mark }) => mark()], // MARK
  [0x31, ({ popMarked }) => void popMarked()], // POP_MARK
  [0x29, ({ push }) => push({ kind: "tuple", items: [] })], // EMPTY_TUPLE
  [0x85, (machine) => tuple(machine, 1)], // TUPLE1
  [0x86, (machine) => tuple(machine, 2)], // TUPLE2
  [0x87, (machine) => tuple(machine, 3)], // TUPLE3
  [0x74, ({ push, popMarked }) => push({ kind: "tuple", items: popMarked() })], // TUPLE
  [0x5d, ({ push }) => push({ kind: "list", items: [] })], // EMPTY_LIST
  [0x61, ({ pop, top }) => addItems([pop()], top())], // APPEND
  [0x65, ({ popMarked, top }) => addItems(popMarked(), top())], // APPENDS
  [0x8f, ({ push }) => push({ kind: "set", items: [] })], // EMPTY_SET
  [0x90, ({ popMarked, top }) => addItems(popMarked(), top())], // ADDITEMS
  [0x91, ({ push, popMarked }) => push({ kind: "set", items: popMarked() })], // FROZENSET
  [0x7d, ({ push }) => push({ kind: "dict", entries: [] })], // EMPTY_DICT
  [0x73, setItem], // SETITEM
  [0x75, ({ popMarked, top }) => addEntries(popMarked(), top())], // SETITEMS
]);

function tuple({ pop, push }: PickleMachine, length: number): void {
  const items = Array.from({ length }, () => pop()).reverse();
  push({ kind: "tuple", items });
}

function setItem({ pop, top }: PickleMachine): void {
  const value = pop();
  const key = pop();
  addEntries([key, value], top());
}

function addItems(added: readonly PickleValue[], target: PickleValue): void {
  if (!isTagged(target)) throw wrongOrder();
  if (target.kind !== "list" && target.kind !== "set" && target.kind !== "object") throw wrongOrder();
  for (const item of added) target.items.push(item);
}

/** @param added keys and values in turn */
function addEntries(added: readonly PickleValue[], target: PickleValue): void {
  if (!isTagged(target) || added.length % 2 !== 0) throw wrongOrder();
  if (target.kind !== "dict" && target.kind !== "object") throw wrongOrder();
  for (let i = 0; i < added.length; i += 2) {
    const entry: PickleEntry = [added[i], added[i + 1]];
    target.entries.push(entry);
  }
}
