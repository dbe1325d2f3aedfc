import { CheckpointError } from "./errors.ts";
import { isTagged, type PickleEntry, type PickleObject, type PickleValue } from "./pickle-values.ts";
import { isScriptClass } from "./torch-globals.ts";
import { tensorCall } from "./torch-tensor.ts";

/** Modules within modules; the deepest models have about ten. A module that holds itself ends here. */
const maxDepth = 64;
/** Attributes seen in all. Modules that are shared again and again would otherwise multiply without end. */
const maxAttributes = 250_000;
/** Of a dotted name. Names that grow at every depth would otherwise take the square of the file. */
const maxNameCharacters = 1024;

interface Visit {
  readonly module: PickleObject;
  readonly prefix: string;
  readonly depth: number;
}

/**
 * The tensors of a TorchScript module and of the modules within it, by dotted name; other attributes are left out.
 * @throws {CheckpointError}
 */
export function scriptTensors(root: PickleObject): ReadonlyMap<string, PickleObject> {
  const tensors = new Map<string, PickleObject>();
  const waiting: Visit[] = [{ module: root, prefix: "", depth: 0 }];
  let attributes = 0;
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const { module, prefix, depth } = visit;
    const entries = attributesOf(module);
    attributes += entries.length + 1;
    if (depth > maxDepth || attributes > maxAttributes) {
      throw new CheckpointError("hostile", "has modules within modules without end");
    }
    for (const [key, value] of entries) {
      if (typeof key !== "string") throw new CheckpointError("damaged", "has a module with an attribute without name");
      const name = `${prefix}${key}`;
      if (name.length > maxNameCharacters) throw new CheckpointError("hostile", "has a module with an endless name");
      const call = tensorCall(value);
      if (call !== undefined) tensors.set(name, call);
      else if (isModule(value)) waiting.push({ module: value, prefix: `${name}.`, depth: depth + 1 });
    }
  }
  return tensors;
}

function isModule(value: PickleValue): value is PickleObject {
  return isTagged(value) && value.kind === "object" && isScriptClass(value.of.name);
}

function attributesOf({ state }: PickleObject): readonly PickleEntry[] {
  if (state === undefined) return [];
  if (isTagged(state) && state.kind === "dict") return state.entries;
  throw new CheckpointError("unsupported", "has a module that does not keep its tensors as attributes");
}
