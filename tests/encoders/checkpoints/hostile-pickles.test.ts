import { expect, test } from "vitest";
import { openBytes, readBytes } from "../../support/checkpoint-file.ts";
import {
  call,
  four,
  global,
  int,
  ints,
  join,
  named,
  orderedDict,
  type PicklePart,
  pickle,
  text,
  torchFile,
  tuple,
  uint32,
} from "../../support/pickle-bytes.ts";

const system = global("os", "system");
const namespace = global("argparse", "Namespace");
const command = text("echo ran");
/** A dict with good tensors and one bad value beside them. */
const beside = (...value: readonly PicklePart[]) => pickle(named({ a: four, x: join(...value) }));

test.each<{ name: string; data: Uint8Array; reason: string }>([
  { name: "os.system by REDUCE", data: beside(call(system, command)), reason: "hostile" },
  { name: "posix.system never called", data: beside(global("posix", "system")), reason: "hostile" },
  { name: "a call within a call", data: beside(call(orderedDict, call(system, command))), reason: "hostile" },
  { name: "a call of what a call returned", data: beside(call(call(namespace), command)), reason: "hostile" },
  { name: "a call of text", data: beside(call(text("os.system"), command)), reason: "hostile" },
  {
    name: "NEWOBJ_EX with arguments without end",
    data: beside(namespace, "(", ...Array.from({ length: 100 }, () => "N"), "t}", 0x92),
    reason: "hostile",
  },
  {
    name: "a name without end by STACK_GLOBAL",
    data: beside(text("x".repeat(2_000)), text("eval"), 0x93),
    reason: "hostile",
  },
  {
    name: "eval by STACK_GLOBAL",
    data: beside(call(join(text("builtins"), text("eval"), 0x93), text("1"))),
    reason: "hostile",
  },
  { name: "eval by NEWOBJ", data: beside(global("builtins", "eval"), tuple(text("1")), 0x81), reason: "hostile" },
  {
    name: "eval by NEWOBJ_EX",
    data: beside(global("builtins", "eval"), tuple(text("1")), "}", 0x92),
    reason: "hostile",
  },
  { name: "getattr", data: beside(global("builtins", "getattr")), reason: "hostile" },
  {
    name: "a name that begins like a known one",
    data: beside(global("collections", "OrderedDict.__init__")),
    reason: "hostile",
  },
  {
    name: "a name within a known module",
    data: beside(global("torch._utils", "_import_dotted_name")),
    reason: "hostile",
  },
  { name: "a loader of more pickles", data: beside(global("torch.storage", "_load_from_bytes")), reason: "hostile" },
  { name: "torch.load", data: beside(global("torch", "load")), reason: "hostile" },
  { name: "a name with a dot for a module", data: beside(global("", "os.system")), reason: "hostile" },
  { name: "INST", data: beside("(", command, "i", "os\nsystem\n"), reason: "hostile" },
  { name: "OBJ", data: beside("(", global("argparse", "Namespace"), "o"), reason: "hostile" },
  { name: "an extension", data: beside(0x82, 1), reason: "hostile" },
  {
    name: "BUILD with a name inside",
    data: beside(namespace, ")", 0x81, named({ lr: call(system, command) }), "b"),
    reason: "hostile",
  },
  { name: "BUILD on a name", data: beside(namespace, "}b"), reason: "damaged" },
  { name: "BUILD on a dict", data: beside("}}b"), reason: "damaged" },
  { name: "a second BUILD", data: beside(namespace, ")", 0x81, "}b}b"), reason: "damaged" },
  { name: "a textual reference", data: beside("Pmodule\n"), reason: "unsupported" },
  { name: "a reference that is no storage", data: beside(tuple(text("module"), system), "Q"), reason: "hostile" },
  { name: "a reference that is text", data: beside(text("0"), "Q"), reason: "damaged" },
  {
    name: "a reference to a storage of no type",
    data: beside(tuple(text("storage"), "N", text("0"), text("cpu"), int(4)), "Q"),
    reason: "damaged",
  },
  {
    name: "a storage of negative size",
    data: beside(tuple(text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), int(-4)), "Q"),
    reason: "damaged",
  },
  { name: "a memo that was never filled", data: beside("j", uint32(0xff_ff_ff_ff)), reason: "damaged" },
  { name: "an empty stack", data: pickle("0"), reason: "damaged" },
  { name: "nothing above the mark", data: pickle("N(0"), reason: "damaged" },
  { name: "a mark that is missing", data: pickle("Nt"), reason: "damaged" },
  { name: "an odd number of keys and values", data: pickle("}(", int(1), "u"), reason: "damaged" },
  { name: "items of a number", data: pickle(int(1), "(", int(1), "e"), reason: "damaged" },
  { name: "more than one value", data: pickle("NN"), reason: "damaged" },
  { name: "something after its end", data: join(pickle("}"), "}"), reason: "damaged" },
  { name: "no end", data: join(0x80, 2, "}"), reason: "truncated" },
  { name: "nothing", data: new Uint8Array(), reason: "truncated" },
  { name: "text longer than itself", data: pickle("X", uint32(0xff_ff_ff_ff)), reason: "truncated" },
  { name: "bytes longer than all numbers", data: pickle(0x8e, Buffer.alloc(8, 255)), reason: "truncated" },
  { name: "a frame longer than itself", data: pickle(0x95, Buffer.alloc(8, 255)), reason: "truncated" },
  {
    name: "an integer of a megabyte",
    data: pickle(0x8b, uint32(2 ** 20), Buffer.alloc(2 ** 20, 1)),
    reason: "hostile",
  },
  { name: "a name without an end", data: pickle("c", "x".repeat(5000)), reason: "damaged" },
  { name: "text that is not UTF-8", data: pickle("X", uint32(1), 0xff), reason: "damaged" },
  { name: "an unknown instruction", data: pickle(0xff), reason: "damaged" },
  { name: "protocol 1", data: join(0x80, 1, "}."), reason: "unsupported" },
  { name: "protocol 9", data: join(0x80, 9, "}."), reason: "unsupported" },
  { name: "the textual integer", data: pickle("I1\n"), reason: "unsupported" },
  { name: "five million containers", data: pickle(Buffer.alloc(5_000_000, "}")), reason: "hostile" },
])("a pickle with $name is refused as $reason", async ({ data, reason }) => {
  await expect(openBytes(torchFile(data))).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE", reason });
});

test("a refused name is said cleaned and cut", async () => {
  const data = pickle(global(`os\u001b[2J"; ${"y".repeat(300)}`, "system"));
  await expect(openBytes(torchFile(data))).rejects.toSatisfy(
    ({ message }) => message.length < 200 && /^[A-Za-z0-9_., ]+$/.test(message),
  );
});

/** Lists of two references to the list before, 100 times: 2^100 items for who walks them. */
const doubled = Array.from({ length: 100 }, (_, i) => join("](", "h", i, "h", i, "eq", i + 1, "0"));

test.each([
  {
    name: "lists within lists, a hundred thousand deep",
    value: join(Buffer.alloc(100_000, "]"), Buffer.alloc(99_999, "a")),
  },
  { name: "tuples within tuples, a hundred thousand deep", value: join(")", Buffer.alloc(100_000, 0x85)) },
  { name: "a list that holds itself", value: join("]q", 7, "h", 7, "a") },
  { name: "a dict that holds itself", value: join("}q", 7, text("me"), "h", 7, "s") },
  { name: "lists that double", value: join("]q", 0, "0", ...doubled, "h", 100) },
  { name: "the greatest memo index", value: join("Nr", uint32(0xff_ff_ff_ff)) },
  { name: "integers of many bytes", value: join(0x8a, 255, Buffer.alloc(255, 0x80)) },
  { name: "a namespace", value: join(namespace, ")", 0x81, named({ lr: join("G", Buffer.alloc(8)) }), "b") },
  {
    name: "element types, shapes and devices",
    value: tuple(
      global("torch", "float32"),
      call(global("torch", "Size"), ints(1)),
      call(global("torch", "device"), text("cpu")),
    ),
  },
  {
    name: "a numpy scalar",
    value: call(
      global("numpy._core.multiarray", "scalar"),
      call(global("numpy", "dtype"), text("f8")),
      join("C", 2, "ab"),
    ),
  },
])("$name beside the weights does not matter", async ({ value }) => {
  expect(await readBytes(torchFile(pickle(named({ a: four, x: value }))))).toEqual({ a: [1, 2, 3, 4] });
});

test("a root that holds itself has no state dict", async () => {
  const root = join("}q", 0, text("state_dict"), "h", 0, "s", text("model"), "h", 0, "s");
  await expect(openBytes(torchFile(pickle(root)))).rejects.toMatchObject({ reason: "unsupported" });
});

test("a parameter of a parameter without end is no tensor", async () => {
  const maker = global("torch._utils", "_rebuild_parameter");
  const wrapped = join(
    Buffer.concat(Array(5000).fill(join(maker, "("))),
    four,
    Buffer.concat(Array(5000).fill(join("tR"))),
  );
  await expect(openBytes(torchFile(pickle(named({ a: wrapped }))))).rejects.toMatchObject({ reason: "unsupported" });
});
