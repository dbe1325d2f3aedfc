import { CheckpointError } from "./errors.ts";
import { pickleContainerOperations } from "./pickle-container-opcodes.ts";
import { pickleCursor } from "./pickle-cursor.ts";
import { pickleDataOperations } from "./pickle-data-opcodes.ts";
import { type PickleGates, pickleMachine, wrongOrder } from "./pickle-machine.ts";
import { pickleObjectOperations } from "./pickle-object-opcodes.ts";
import { refusedOpcode } from "./pickle-refused-opcodes.ts";
import type { PickleValue } from "./pickle-values.ts";

const stop = 0x2e;

const operations = new Map([...pickleDataOperations, ...pickleContainerOperations, ...pickleObjectOperations]);

/**
 * A byte of a pickle can make a container that takes a hundred in memory. A state dict takes some thirty instructions a
 * tensor, so this is far above every checkpoint with its optimizer.
 */
const maxInstructions = 4_000_000;

/**
 * Reads a pickle of protocol 2 to 5 as plain data. Nothing is imported or called, and nothing here recurses: nesting
 * costs no more than its bytes.
 * @throws {CheckpointError} where the gates refuse a name, and for every instruction that is not data or a noted call
 */
export function unpickle(bytes: Uint8Array, gates: PickleGates): PickleValue {
  const cursor = pickleCursor(bytes);
  const machine = pickleMachine(cursor, gates);
  for (let instructions = 0; instructions < maxInstructions; instructions++) {
    const opcode = cursor.unsigned(1);
    if (opcode === stop) {
      const value = machine.pop();
      if (!machine.isEmpty() || cursor.remaining > 0) throw wrongOrder();
      return value;
    }
    const operation = operations.get(opcode);
    if (operation === undefined) throw refusedOpcode(opcode);
    operation(machine);
  }
  throw new CheckpointError("hostile", `has a pickle of more than ${maxInstructions} instructions`);
}
