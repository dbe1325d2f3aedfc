import type { ElementType } from "./contract.ts";
import { CheckpointError } from "./errors.ts";
import { printableName } from "./printable-name.ts";

export const orderedDict = "collections.OrderedDict";
export const torchSize = "torch.Size";
/** Functions that make a tensor from a storage, an offset, a shape and strides. */
export const tensorMakers: ReadonlySet<string> = new Set([
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_tensor",
]);
/** Functions that make a parameter from the tensor that is their first argument. */
export const parameterMakers: ReadonlySet<string> = new Set([
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
]);

export const elementTypesByStorage: ReadonlyMap<string, ElementType> = new Map([
  ["torch.FloatStorage", "float32"],
  ["torch.HalfStorage", "float16"],
  ["torch.BFloat16Storage", "bfloat16"],
  ["torch.DoubleStorage", "float64"],
  ["torch.LongStorage", "int64"],
  ["torch.IntStorage", "int32"],
  ["torch.ShortStorage", "int16"],
  ["torch.CharStorage", "int8"],
  ["torch.ByteStorage", "uint8"],
  ["torch.BoolStorage", "bool"],
]);

/** Names that stand beside the weights in published checkpoints. What they would make is kept as data and not looked at. */
const inert: ReadonlySet<string> = new Set([
  // The arguments of the training script (MAE, RETFound).
  "argparse.Namespace",
  // Losses and measures, as numpy pickles its scalars and arrays; `numpy._core` since numpy 2.
  "numpy.core.multiarray.scalar",
  "numpy.core.multiarray._reconstruct",
  "numpy._core.multiarray.scalar",
  "numpy._core.multiarray._reconstruct",
  "numpy.dtype",
  "numpy.ndarray",
  "_codecs.encode",
  // Where a tensor was, and attributes of TorchScript modules that are lists of numbers.
  "torch.device",
  "torch.jit._pickle.build_intlist",
  "torch.jit._pickle.build_doublelist",
  "torch.jit._pickle.build_boollist",
  "torch.jit._pickle.build_tensorlist",
  "torch.jit._pickle.restore_type_tag",
  // Settings of the training script that OmegaConf held (CXR-CLIP); protocol 2 names built-in types as Python 2 did.
  "omegaconf.listconfig.ListConfig",
  "omegaconf.dictconfig.DictConfig",
  "omegaconf.base.ContainerMetadata",
  "omegaconf.base.Metadata",
  "omegaconf.nodes.AnyNode",
  "collections.defaultdict",
  "typing.Any",
  ...["dict", "list", "int", "long"].flatMap((type) => [`builtins.${type}`, `__builtin__.${type}`]),
]);

const dtype = /^torch\.(bool|bfloat16|u?int\d+|float\d+(_[a-z0-9]+)?|complex\d+)$/;
/** Kinds of tensors that hold no plain elements, or elements of a type that is not read. */
const otherTensor = /^torch\.(\w+Storage|storage\.\w+Storage|_utils\._rebuild_\w+|_tensor\._rebuild_\w+)$/;

/** True for a class of a TorchScript archive, whose code lies in the archive and is not looked at. */
export function isScriptClass(name: string): boolean {
  return name.startsWith("__torch__.");
}

/**
 * Passes the names that a torch file may use.
 * @param name module and name, joined by a dot
 * @throws {CheckpointError} for every other
 */
export function checkTorchGlobal(name: string): void {
  if (name === orderedDict || name === torchSize || inert.has(name) || isScriptClass(name)) return;
  if (tensorMakers.has(name) || parameterMakers.has(name) || elementTypesByStorage.has(name)) return;
  if (otherTensor.test(name)) {
    throw new CheckpointError("unsupported", `has tensors of a kind that is not read (${printableName(name)})`);
  }
  if (dtype.test(name)) return;
  if (name.startsWith("torch.nn.")) {
    throw new CheckpointError("unsupported", `is a pickled model, not a state dict (${printableName(name)})`, {
      remedy: "Load it with the software that wrote it and save `model.state_dict()`, best as safetensors.",
    });
  }
  throw new CheckpointError("hostile", `names ${printableName(name)}, which could run code where it is loaded`);
}
