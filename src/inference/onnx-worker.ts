/** Worker thread that owns every ONNX session: `run()` of onnxruntime-node blocks the thread that calls it. */
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import { sha256File, sha256Hex } from "../core/sha256.ts";
import type { Tensors } from "./contract.ts";
import type { OnnxClose, OnnxReply, OnnxRequest, OnnxWorkerOptions, OpenRequest } from "./worker-messages.ts";

env.logLevel = "fatal"; // what fails is told by the errors below, not on stderr

const options: OnnxWorkerOptions = workerData;
const { device = "cpu" } = options;
const sessions: InferenceSession[] = [];

/** How onnxruntime says that a provider, or a library of it, is not there. */
function isProviderMissing(error: unknown): boolean {
  return error instanceof Error && /backend not found|shared library|ExecutionProvider/i.test(error.message);
}

/** Opens a graph from the bytes that were checked; one whose weights stand beside it only from its path, by which onnxruntime finds them. */
async function open({ id, file, sha256, weights }: OpenRequest): Promise<OnnxReply> {
  const failed = (cause: "missing" | "checksum" | "device"): OnnxReply => ({
    id,
    kind: "failed",
    cause,
    message: cause,
  });
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
    if (sha256Hex(bytes) !== sha256) return failed("checksum");
    if (weights && (await sha256File(weights.path)) !== weights.sha256) return failed("checksum");
  } catch {
    return failed("missing");
  }
  const sessionOptions: InferenceSession.SessionOptions = {
    ...(options.intraOpThreads !== undefined && { intraOpNumThreads: options.intraOpThreads }),
    executionProviders: [device],
    logSeverityLevel: 3,
  };
  let session: InferenceSession;
  try {
    session = await (weights
      ? InferenceSession.create(file, sessionOptions)
      : InferenceSession.create(bytes, sessionOptions));
  } catch (error) {
    if (device !== "cpu" && isProviderMissing(error)) return failed("device");
    throw error;
  }
  const { inputNames, outputNames } = session;
  return { id, kind: "opened", session: sessions.push(session) - 1, inputNames, outputNames };
}

async function run(id: number, session: number, feeds: Tensors): Promise<OnnxReply> {
  const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]);
  const results = await sessions[session].run(Object.fromEntries(tensors));
  const outputs: Record<string, Tensors[string]> = {};
  for (const [name, { data, dims }] of Object.entries(results)) {
    if (!(data instanceof Float32Array)) throw new TypeError(`Output ${name} is not float32.`);
    outputs[name] = { type: "float32", data: data.slice(), dims }; // a copy that can be moved: onnxruntime keeps its own
  }
  return { id, kind: "ran", outputs };
}

async function answer(request: OnnxRequest): Promise<OnnxReply> {
  try {
    return request.kind === "open" ? await open(request) : await run(request.id, request.session, request.feeds);
  } catch (error) {
    return {
      id: request.id,
      kind: "failed",
      cause: "runtime",
      message: error instanceof Error ? error.message : "unknown",
    };
  }
}

// One request at a time, in order of arrival.
let last: Promise<void> = Promise.resolve();
let closing = false;
parentPort?.on("message", (request: OnnxRequest | OnnxClose) => {
  if (request.kind === "close") {
    closing = true;
    last = last.then(() => parentPort?.close()); // then nothing keeps this thread alive
    return;
  }
  last = last.then(async () => {
    if (closing) return; // nobody waits for it any more
    const reply = await answer(request);
    const moved = reply.kind === "ran" ? Object.values(reply.outputs).map(({ data }) => data.buffer) : [];
    parentPort?.postMessage(
      reply,
      moved.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  });
});
