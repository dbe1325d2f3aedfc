import { CheckpointError, type CheckpointFault } from "./errors.ts";

/** Instructions of other pickles: those that would call something, and the textual ones that no torch file has. */
const refused: ReadonlyMap<number, readonly [name: string, reason: CheckpointFault]> = new Map([
  [0x69, ["INST", "hostile"]],
  [0x6f, ["OBJ", "hostile"]],
  [0x82, ["EXT1", "hostile"]],
  [0x83, ["EXT2", "hostile"]],
  [0x84, ["EXT4", "hostile"]],
  [0x50, ["PERSID", "unsupported"]],
  [0x49, ["INT", "unsupported"]],
  [0x4c, ["LONG", "unsupported"]],
  [0x46, ["FLOAT", "unsupported"]],
  [0x53, ["STRING", "unsupported"]],
  [0x56, ["UNICODE", "unsupported"]],
  [0x6c, ["LIST", "unsupported"]],
  [0x64, ["DICT", "unsupported"]],
  [0x67, ["GET", "unsupported"]],
  [0x70, ["PUT", "unsupported"]],
  [0x97, ["NEXT_BUFFER", "unsupported"]],
  [0x98, ["READONLY_BUFFER", "unsupported"]],
]);

/** The error for an instruction that is not read. */
export function refusedOpcode(opcode: number): CheckpointError {
  const known = refused.get(opcode);
  if (known === undefined) return new CheckpointError("damaged", `has a pickle with the unknown instruction ${opcode}`);
  const [name, reason] = known;
  return new CheckpointError(reason, `has a pickle with the instruction ${name}, which is not followed here`);
}
