import { CheckpointError } from "./errors.ts";
import { isTagged, type PickleEntry, type PickleObject, type PickleValue } from "./pickle-values.ts";
import { isScriptClass, orderedDict } from "./torch-globals.ts";
import { scriptTensors } from "./torch-script.ts";
import { tensorCall } from "./torch-tensor.ts";

/** Where training scripts put the state dict, in the order in which it is looked for. */
const usualKeys = ["state_dict", "model_state_dict", "model"] as const;
/** What DataParallel and `torch.compile` put before every name. */
const wrapperPrefixes = ["module.", "_orig_mod."] as const;

/**
 * The tensors of the state dict within a checkpoint, by name: those of the root, else of one of the usual keys, else of
 * the only dict in the root that has any. What is no tensor beside them is left out.
 * @throws {CheckpointError} where there is none, or more than one to choose from
 */
export function stateDictTensors(root: PickleValue): ReadonlyMap<string, PickleObject> {
  if (isTagged(root) && root.kind === "object" && isScriptClass(root.of.name)) {
    return withoutWrappers(checkedNotEmpty(scriptTensors(root)));
  }
  const own = directTensors(root);
  return withoutWrappers(own.size > 0 ? own : nestedTensors(root));
}

function nestedTensors(root: PickleValue): ReadonlyMap<string, PickleObject> {
  const entries = dictEntries(root);
  for (const usual of usualKeys) {
    const tensors = directTensors(entries.findLast(([key]) => key === usual)?.[1]);
    if (tensors.size > 0) return tensors;
  }
  const dicts = [...new Set(entries.map(([, value]) => value))].map(directTensors).filter(({ size }) => size > 0);
  if (dicts.length > 1) {
    throw new CheckpointError("unsupported", `holds ${dicts.length} state dicts, and none under a usual name`);
  }
  return checkedNotEmpty(dicts[0] ?? new Map());
}

function directTensors(value: PickleValue | undefined): Map<string, PickleObject> {
  const tensors = new Map<string, PickleObject>();
  for (const [key, entry] of dictEntries(value)) {
    if (typeof key !== "string") continue;
    const call = tensorCall(entry);
    // A key that is set again to something else stands for that alone, as in Python.
    if (call === undefined) tensors.delete(key);
    else tensors.set(key, call);
  }
  return tensors;
}

/** Entries of a dict or OrderedDict; none for other values. */
function dictEntries(value: PickleValue | undefined): readonly PickleEntry[] {
  if (!isTagged(value)) return [];
  if (value.kind === "dict") return value.entries;
  return value.kind === "object" && value.of.name === orderedDict && value.args.length === 0 ? value.entries : [];
}

function checkedNotEmpty(tensors: ReadonlyMap<string, PickleObject>): ReadonlyMap<string, PickleObject> {
  if (tensors.size === 0) throw new CheckpointError("unsupported", "holds no state dict");
  return tensors;
}

/** Names without the prefixes that all of them have at their start; within a name nothing is touched. */
function withoutWrappers(tensors: ReadonlyMap<string, PickleObject>): ReadonlyMap<string, PickleObject> {
  return wrapperPrefixes.reduce(withoutPrefix, tensors);
}

function withoutPrefix(tensors: ReadonlyMap<string, PickleObject>, prefix: string): ReadonlyMap<string, PickleObject> {
  const entries = [...tensors];
  if (!entries.every(([name]) => name.startsWith(prefix) && name.length > prefix.length)) return tensors;
  return new Map(entries.map(([name, call]) => [name.slice(prefix.length), call]));
}
