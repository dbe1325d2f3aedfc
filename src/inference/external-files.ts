/**
 * The files that an ONNX graph says its tensors lie in, each once, as it names them.
 * Field numbers: onnx/onnx `onnx/onnx.proto`; the wire format: protobuf.dev/programming-guides/encoding.
 * @param graph bytes of an .onnx file
 * @throws {RangeError} where the bytes are no protobuf message
 */
export function externalFiles(graph: Uint8Array): readonly string[] {
  const found = new Set<string>();
  walk(graph, "model", found);
  return [...found].sort();
}

/** Which fields of a message hold messages that may lead to a tensor. */
const fields = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
  entry: {},
} as const;
type Message = keyof typeof fields;

function walk(bytes: Uint8Array, message: Message, found: Set<string>): void {
  const inner: Readonly<Record<number, Message>> = fields[message];
  const texts = new Map<number, string>();
  for (const [field, content] of lengthDelimited(bytes)) {
    if (message === "entry") texts.set(field, new TextDecoder().decode(content));
    else if (inner[field] !== undefined) walk(content, inner[field], found);
  }
  if (texts.get(1) === "location") found.add(texts.get(2) ?? "");
}

/** The fields of a message that have a length; all others are passed over. */
function* lengthDelimited(bytes: Uint8Array): Generator<readonly [field: number, content: Uint8Array]> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError("The graph is no protobuf message.");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const skip = (count: number) => {
    at += count;
    if (at > bytes.length) throw new RangeError("The graph is no protobuf message.");
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wireType] = [Math.floor(tag / 8), tag % 8];
    if (wireType === 0) varint();
    else if (wireType === 1) skip(8);
    else if (wireType === 5) skip(4);
    else if (wireType === 2) {
      const length = varint();
      skip(length);
      yield [field, bytes.subarray(at - length, at)];
    } else throw new RangeError("The graph is no protobuf message.");
  }
}
