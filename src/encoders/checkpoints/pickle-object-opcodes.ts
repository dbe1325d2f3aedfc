import { CheckpointError } from "./errors.ts";
import type { PickleOperation } from "./pickle-data-opcodes.ts";
import { type PickleMachine, wrongOrder } from "./pickle-machine.ts";
import { isTagged, type PickleGlobal, type PickleTuple, type PickleValue } from "./pickle-values.ts";

/**
 * Instructions by which Python would import and call. Here a name passes the gate or the reading ends, and a call is
 * noted as a tagged value.
 */
export const pickleObjectOperations: ReadonlyMap<number, PickleOperation> = new Map<number, PickleOperation>([
  [0x80, protocol], // PROTO
  [0x95, frame], // FRAME
  [0x63, (machine) => named(machine, machine.cursor.line(), machine.cursor.line())], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x51, reference], // BINPERSID
  [0x52, object], // REDUCE
  [0x81, object], // NEWOBJ
  [0x92, objectWithKeywords], // NEWOBJ_EX
  [0x62, build], // BUILD
]);

function protocol({ cursor }: PickleMachine): void {
  const version = cursor.unsigned(1);
  if (version < 2 || version > 5) {
    throw new CheckpointError("unsupported", `has a pickle of protocol ${version}, not 2 to 5`);
  }
}

/** A hint for readers of streams; the whole pickle is here already. */
function frame({ cursor }: PickleMachine): void {
  const lengthBytes = cursor.unsigned(8);
  if (lengthBytes > cursor.remaining) throw new CheckpointError("truncated", "has a pickle that breaks off");
}

/** Longest name of a module or of what is in it: as long as a line of GLOBAL may be. */
const maxNameChars = 1_024;

function named({ gates, push }: PickleMachine, module: string, name: string): void {
  if (module.length > maxNameChars || name.length > maxNameChars)
    throw new CheckpointError("hostile", `has a pickle with a name of more than ${maxNameChars} characters`);
  const joined = `${module}.${name}`;
  gates.checkGlobal(joined);
  push({ kind: "global", name: joined });
}

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== "string" || typeof module !== "string") throw wrongOrder();
  named(machine, module, name);
}

function reference({ gates, pop, push }: PickleMachine): void {
  const id = pop();
  gates.checkReference(id);
  push({ kind: "reference", id });
}

function object({ pop, push }: PickleMachine): void {
  const args = tupleOf(pop());
  const of = globalOf(pop());
  push({ kind: "object", of, args: args.items, entries: [], items: [] });
}

/** Most arguments beside keywords: they are copied, and a short pickle can name one long tuple again and again. */
const maxCopiedArgs = 64;

function objectWithKeywords({ pop, push }: PickleMachine): void {
  const keywords = pop();
  const args = tupleOf(pop());
  if (args.items.length > maxCopiedArgs)
    throw new CheckpointError("hostile", `has a pickle that calls with more than ${maxCopiedArgs} arguments`);
  const of = globalOf(pop());
  push({ kind: "object", of, args: [...args.items, keywords], entries: [], items: [] });
}

function build({ pop, top }: PickleMachine): void {
  const state = pop();
  const target = top();
  if (!isTagged(target) || target.kind !== "object" || target.state !== undefined) throw wrongOrder();
  target.state = state;
}

function tupleOf(value: PickleValue): PickleTuple {
  if (!isTagged(value) || value.kind !== "tuple") throw wrongOrder();
  return value;
}

/** What is called must be named: a call of what another call returned is how checks of names are got around. */
function globalOf(value: PickleValue): PickleGlobal {
  if (isTagged(value) && value.kind === "global") return value;
  throw new CheckpointError("hostile", "has a pickle that calls something else than a known function");
}
